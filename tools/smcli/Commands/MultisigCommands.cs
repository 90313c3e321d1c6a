using System.CommandLine;
using Spacemesh.Primitives;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Node;
using Spacemesh.Smcli.Shell;
using Spacemesh.Wallet.Amounts;
using Spacemesh.Wallet.Transactions;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Smcli.Commands;

/// <summary>
/// <c>multisig</c>: accounts of several keys. A transaction travels as a file from signer to signer: one prepares it, each signs, anyone
/// submits it.
/// </summary>
internal sealed class MultisigCommands
{
    private readonly NodeOptions _node;
    private readonly MultisigOptions _account = new();
    private readonly Option<string> _to = new("--to") { Description = "address that receives" };
    private readonly Option<string> _amount = new("--amount") { Description = "amount with its unit: 1.5smh or 1500000000smidge" };

    private MultisigCommands(NodeOptions node) => _node = node;

    public static CliCommand Create(NodeOptions node)
    {
        var commands = new MultisigCommands(node);
        var account = commands._account;
        Option[] shared = [account.Keys, account.Required, account.Vesting, account.Output, node.Public, node.GasPrice, node.Nonce];
        return new CliCommand("multisig", "Accounts of several keys, signed in steps").With(
            new CliCommand("address", "Address of an account of several keys") { Run = commands.AddressAsync }
                .With(account.Keys, account.Required, account.Vesting, account.Prefix),
            new CliCommand("spawn", "Prepare the spawn of such an account, for its signers") { Run = commands.SpawnAsync }.With(shared),
            new CliCommand("send", "Prepare a transfer from such an account, for its signers") { Run = commands.SendAsync }
                .With([.. shared, commands._to, commands._amount]),
            new CliCommand("show", "Show what a transaction file says and who signed it", "[transaction file]") { Operands = (1, 1), Run = ShowAsync },
            new CliCommand("sign", "Sign a transaction file with an account of a wallet", "[transaction file]") { Operands = (1, 1), Run = commands.SignAsync }
                .With(node.Wallet, node.Account, node.Yes),
            new CliCommand("merge", "Put the signatures of copies of a transaction file into the first", "[transaction file] [copy...]") { Operands = (2, 20), Run = MergeAsync },
            new CliCommand("submit", "Send a transaction file that has all its signatures", "[transaction file]") { Operands = (1, 1), Run = commands.SubmitAsync }
                .With(node.Public, node.Yes));
    }

    internal static SigningFile Read(Invocation invocation, string path) => SigningFile.Parse(WalletAccess.ReadFile(invocation, path));

    internal static async Task ShowAsync(Invocation invocation, SigningFile file)
    {
        foreach (var (name, value) in TransactionText.Describe(file.Unsigned, file.AddressPrefix))
            await invocation.Out.WriteAsync($"{name,-12} {value}\n");
        await invocation.Out.WriteAsync($"{"network",-12} {file.Network.ToHex()}\n{"signed",-12} {file.Signatures.Count} of {file.Required}\n");
        for (int place = 0; place < file.PublicKeys.Count; place++)
            await invocation.Out.WriteAsync($"  key {place}: {file.PublicKeys[place].ToHex()}{(file.Signatures.ContainsKey((byte)place) ? " signed" : "")}\n");
    }

    private static Task ShowAsync(Invocation invocation) => ShowAsync(invocation, Read(invocation, invocation.Operands[0]));

    private static async Task MergeAsync(Invocation invocation)
    {
        var file = invocation.Operands.Skip(1).Aggregate(
            Read(invocation, invocation.Operands[0]), (merged, path) => merged.Merge(Read(invocation, path)));
        SafeFile.Write(invocation.FullPath(invocation.Operands[0]), file.ToJson());
        await invocation.Out.WriteAsync($"{invocation.Operands[0]}: {file.Signatures.Count} of {file.Required} signatures.\n");
    }

    private async Task AddressAsync(Invocation invocation)
    {
        var arguments = _account.Arguments(invocation);
        var address = Principal.Compute(_account.Template(invocation), arguments);
        await invocation.Out.WriteAsync($"{Crypto.Addresses.AddressText.Format(address, invocation.Value(_account.Prefix)!)}\n");
    }

    private async Task SpawnAsync(Invocation invocation)
    {
        var arguments = _account.Arguments(invocation);
        var template = _account.Template(invocation);
        using var session = await NodeSession.OpenAsync(invocation, _node);
        var account = await session.Node.AccountAsync(session.Text(Principal.Compute(template, arguments)));
        if (account.Template.Length > 0)
            throw new CommandException($"{account.Address} is spawned already");
        var payload = new TxPayload(session.NonceOf(account), invocation.Value(_node.GasPrice));
        await _account.SaveAsync(invocation, session, arguments, account, 0, UnsignedTransaction.SelfSpawn(template, payload, arguments));
    }

    private async Task SendAsync(Invocation invocation)
    {
        string to = invocation.Value(_to) ?? throw new CommandException("to whom? Say --to ADDRESS");
        ulong amount = SmidgeAmount.Parse(invocation.Value(_amount) ?? throw new CommandException("how much? Say --amount 1.5smh"));
        var arguments = _account.Arguments(invocation);
        var principal = Principal.Compute(_account.Template(invocation), arguments);
        using var session = await NodeSession.OpenAsync(invocation, _node);
        var account = await session.Node.AccountAsync(session.Text(principal));
        var payload = new TxPayload(session.NonceOf(account), invocation.Value(_node.GasPrice));
        byte[] unsigned = UnsignedTransaction.Call(principal, TxMethod.Spend, payload, new SpendArguments(session.Parse(to), amount));
        await _account.SaveAsync(invocation, session, arguments, account, amount, unsigned);
    }

    private async Task SignAsync(Invocation invocation)
    {
        string path = invocation.Operands[0];
        var file = Read(invocation, path);
        await ShowAsync(invocation, file);
        var key = WalletAccess.Key(invocation, _node);
        var signer = file.SignerOf(key);
        if (!invocation.Value(_node.Yes))
            await Confirmation.AskAsync(invocation, "Sign this transaction?");
        file = file.With(signer, await AccountSigner.SignAsync(invocation, key, file.Message));
        SafeFile.Write(invocation.FullPath(path), file.ToJson());
        await invocation.Out.WriteAsync($"{path}: {file.Signatures.Count} of {file.Required} signatures.\n");
    }

    private async Task SubmitAsync(Invocation invocation)
    {
        var file = Read(invocation, invocation.Operands[0]);
        byte[] transaction = file.Complete();
        await ShowAsync(invocation, file);
        using var session = await NodeSession.OpenAsync(invocation, _node);
        if (session.Network != file.Network)
            throw new CommandException($"the node is in the network {session.Network.ToHex()}, the transaction is for {file.Network.ToHex()}");
        if (!invocation.Value(_node.Yes))
            await Confirmation.AskAsync(invocation, "Send this transaction?");
        await session.SubmitAsync(transaction);
    }
}
