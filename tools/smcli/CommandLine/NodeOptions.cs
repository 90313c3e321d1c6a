using System.CommandLine;

namespace Spacemesh.Smcli.CommandLine;

/// <summary>The flags that commands towards a node share. What is not given comes from the configuration file, else from the defaults.</summary>
public sealed class NodeOptions
{
    private const string DefaultPublic = "http://127.0.0.1:9092";
    private const string DefaultPrivate = "http://127.0.0.1:9093";

    public Option<string> Public { get; } = new("--node") { Description = $"address of the node's public API (default {DefaultPublic}, config key node)" };

    public Option<string> Private { get; } = new("--private-node") { Description = $"address of the node's private API (default {DefaultPrivate}, config key private-node)" };

    public Option<string> Wallet { get; } = new("--wallet", "-w") { Description = "wallet file (config key wallet)" };

    public Option<int> Account { get; } = new("--account", "-a") { Description = "place of the account in the wallet file, from 0", DefaultValueFactory = _ => 0 };

    public Option<ulong> GasPrice { get; } = new("--gas-price") { Description = "smidge per unit of gas", DefaultValueFactory = _ => 1 };

    public Option<ulong?> Nonce { get; } = new("--nonce") { Description = "nonce (default the account's next)" };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "show the transaction and its fee, send nothing" };

    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "do not ask before sending" };

    internal ConfigFile? Configured { get; set; }

    public Uri PublicAddress(Invocation invocation) => Address(invocation, Public, "node", DefaultPublic);

    public Uri PrivateAddress(Invocation invocation) => Address(invocation, Private, "private-node", DefaultPrivate);

    public string WalletPath(Invocation invocation) =>
        invocation.Value(Wallet) ?? Configured?.Get("wallet") ?? throw new Shell.CommandException("which wallet? Say --wallet FILE");

    private Uri Address(Invocation invocation, Option<string> option, string key, string standard)
    {
        string text = invocation.Value(option) ?? Configured?.Get(key) ?? standard;
        if (!text.Contains("://", StringComparison.Ordinal))
            text = $"http://{text}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new Shell.CommandException($"--{key}: `{text}` is no address: write for example {standard}");
    }
}
