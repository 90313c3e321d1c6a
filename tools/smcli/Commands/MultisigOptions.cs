using System.CommandLine;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Node;
using Spacemesh.Smcli.Shell;
using Spacemesh.Wallet.Transactions;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Smcli.Commands;

/// <summary>The flags that say which account of several keys is meant, and where its transaction goes.</summary>
internal sealed class MultisigOptions
{
    private const int PartSize = 65;

    public Option<string[]> Keys { get; } = new("--key", "-k")
    {
        Description = "public key in hex, once for each; their order is part of the address", AllowMultipleArgumentsPerToken = false,
    };

    public Option<int?> Required { get; } = new("--required", "-r") { Description = "how many keys must sign" };

    public Option<bool> Vesting { get; } = new("--vesting") { Description = "a vesting account, which may also drain its vault" };

    public Option<string> Output { get; } = new("--output", "-o") { Description = "transaction file to write", DefaultValueFactory = _ => "transaction.json" };

    public Option<string> Prefix { get; } = new("--hrp") { Description = "Set human-readable address prefix", DefaultValueFactory = _ => "sm" };

    public Address Template(Invocation invocation) => invocation.Value(Vesting) ? Wire.Transactions.Template.Vesting : Wire.Transactions.Template.Multisig;

    public MultisigSpawnArguments Arguments(Invocation invocation)
    {
        string[] keys = invocation.Value(Keys) ?? [];
        if (keys.Length is 0 or > MultisigSpawnArguments.MaxPublicKeys)
            throw new CommandException($"{keys.Length} keys: say --key HEX once for each of 1 to {MultisigSpawnArguments.MaxPublicKeys}");
        string? bad = keys.FirstOrDefault(key => key.Length != 2 * Hash32.Size || !key.All(char.IsAsciiHexDigit));
        if (bad is not null)
            throw new CommandException($"--key {bad}: a public key has 64 hex digits, without 0x");
        int required = invocation.Value(Required) ?? throw new CommandException("how many must sign? Say --required NUMBER");
        if (required < 1 || required > keys.Length)
            throw new CommandException($"--required {required}: between 1 and {keys.Length} of the keys can sign");
        return new MultisigSpawnArguments((byte)required, ScaleList.Create<Hash32>([.. keys.Select(key => Hash32.FromBytes(Convert.FromHexString(key)))]));
    }

    /// <summary>Shows a transaction and writes its file.</summary>
    public async Task SaveAsync(
        Invocation invocation, NodeSession session, MultisigSpawnArguments arguments, V2alpha1.Account account, ulong spending, byte[] unsigned)
    {
        await session.ShowAsync(unsigned, arguments.Required * PartSize, account, spending);
        var file = new SigningFile
        {
            Network = session.Network,
            AddressPrefix = session.Prefix,
            Required = arguments.Required,
            PublicKeys = arguments.PublicKeys.ToArray(),
            Unsigned = unsigned,
        };
        string path = invocation.Value(Output)!;
        if (File.Exists(invocation.FullPath(path)))
            throw new CommandException($"{path} exists: name another file with --output");
        SafeFile.Write(invocation.FullPath(path), file.ToJson());
        await invocation.Out.WriteAsync($"Written to {path}: {arguments.Required} signers run smcli multisig sign {path}, then one smcli multisig submit {path}.\n");
    }
}
