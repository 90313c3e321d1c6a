using System.CommandLine;
using Spacemesh.Primitives;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Node;
using Spacemesh.Smcli.Shell;
using Spacemesh.Wallet.Amounts;
using Spacemesh.Wallet.Transactions;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Smcli.Commands;

/// <summary><c>vault</c>: spawning and draining the vault of a vesting account, signed in steps like <c>multisig</c>.</summary>
internal sealed class VaultCommands
{
    private readonly NodeOptions _node;
    private readonly MultisigOptions _account = new();
    private readonly Option<string> _vault = new("--vault") { Description = "address of the vault" };
    private readonly Option<string> _to = new("--to") { Description = "address that receives" };
    private readonly Option<string> _amount = new("--amount") { Description = "amount with its unit: 1.5smh or 1500000000smidge" };
    private readonly Option<string> _total = new("--total") { Description = "whole amount of the vault with its unit" };

    private VaultCommands(NodeOptions node) => _node = node;

    public static CliCommand Create(NodeOptions node)
    {
        var commands = new VaultCommands(node);
        var account = commands._account;
        Option[] shared = [account.Keys, account.Required, account.Output, node.Public, node.GasPrice, node.Nonce];
        return new CliCommand("vault", "Vaults of vesting accounts").With(
            new CliCommand("drain", "Prepare taking vested coins out of a vault, for the signers of its owner") { Run = commands.DrainAsync }
                .With([.. shared, commands._vault, commands._to, commands._amount]),
            new CliCommand("spawn", "Prepare the spawn of a vault of mainnet's schedule, for the signers of its owner") { Run = commands.SpawnAsync }
                .With([.. shared, commands._total]));
    }

    private async Task DrainAsync(Invocation invocation)
    {
        string vault = invocation.Value(_vault) ?? throw new CommandException("which vault? Say --vault ADDRESS");
        string to = invocation.Value(_to) ?? throw new CommandException("to whom? Say --to ADDRESS");
        ulong amount = SmidgeAmount.Parse(invocation.Value(_amount) ?? throw new CommandException("how much? Say --amount 1.5smh"));
        await PrepareAsync(invocation, (session, owner, payload) => UnsignedTransaction.Call(
            owner, TxMethod.DrainVault, payload, new DrainVaultArguments(session.Parse(vault), new SpendArguments(session.Parse(to), amount))));
    }

    private async Task SpawnAsync(Invocation invocation)
    {
        ulong total = SmidgeAmount.Parse(invocation.Value(_total) ?? throw new CommandException("how much will it hold? Say --total 1000smh"));
        await PrepareAsync(invocation, (_, owner, payload) => UnsignedTransaction.Spawn(
            owner, Template.Vault, payload, AccountArguments.MainnetVault(owner, total, total / 4)));
    }

    private async Task PrepareAsync(Invocation invocation, Func<NodeSession, Address, TxPayload, byte[]> make)
    {
        var arguments = _account.Arguments(invocation);
        var owner = Principal.Compute(Template.Vesting, arguments);
        using var session = await NodeSession.OpenAsync(invocation, _node);
        var account = await session.Node.AccountAsync(session.Text(owner));
        var payload = new TxPayload(session.NonceOf(account), invocation.Value(_node.GasPrice));
        // What is drained leaves the vault, the owner pays the fee only.
        await _account.SaveAsync(invocation, session, arguments, account, 0, make(session, owner, payload));
    }
}
