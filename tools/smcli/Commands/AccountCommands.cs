using System.CommandLine;
using System.Globalization;
using Spacemesh.Primitives;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Node;
using Spacemesh.Smcli.Shell;
using Spacemesh.V2alpha1;
using Spacemesh.Wallet.Amounts;
using Spacemesh.Wallet.Keys;
using Spacemesh.Wire.Transactions;
using Outcome = Spacemesh.V2alpha1.TransactionResult.Types.Status;
using Template = Spacemesh.Wire.Transactions.Template;

namespace Spacemesh.Smcli.Commands;

/// <summary><c>balance</c>, <c>history</c>, <c>spawn</c> and <c>send</c>: the accounts of a wallet at a node.</summary>
internal sealed class AccountCommands
{
    private const int SignatureSize = 64;

    private readonly NodeOptions _node;
    private readonly Option<string> _to = new("--to") { Description = "address that receives" };
    private readonly Option<string> _amount = new("--amount") { Description = "amount with its unit: 1.5smh or 1500000000smidge" };
    private readonly Option<ulong> _limit = new("--limit") { Description = "how many of each are listed", DefaultValueFactory = _ => 20 };

    private AccountCommands(NodeOptions node) => _node = node;

    public static Symbol[] Create(NodeOptions node)
    {
        var commands = new AccountCommands(node);
        return
        [
            new CliCommand("balance", "Balance of addresses, or of an account of a wallet", "[address...]") { Operands = (0, 100), Run = commands.BalanceAsync }
                .With(node.Public, node.Wallet, node.Account),
            new CliCommand("history", "Transactions and rewards of an address, or of an account of a wallet", "[address]") { Operands = (0, 1), Run = commands.HistoryAsync }
                .With(node.Public, node.Wallet, node.Account, commands._limit),
            new CliCommand("spawn", "Make an account of a wallet ready to send") { Run = commands.SpawnAsync }
                .With(node.Public, node.Wallet, node.Account, node.GasPrice, node.Nonce, node.DryRun, node.Yes),
            new CliCommand("send", "Send coins") { Run = commands.SendAsync }
                .With(node.Public, node.Wallet, node.Account, commands._to, commands._amount, node.GasPrice, node.Nonce, node.DryRun, node.Yes),
        ];
    }

    private static async Task<byte[]> SignedAsync(Invocation invocation, NodeSession session, byte[] unsigned, KeyPair key) =>
        [.. unsigned, .. (await AccountSigner.SignAsync(invocation, key, UnsignedTransaction.SignedMessage(session.Network, unsigned))).ToArray()];

    private async Task BalanceAsync(Invocation invocation)
    {
        using var session = await NodeSession.OpenAsync(invocation, _node);
        foreach (string address in Addresses(invocation, session))
        {
            var account = await session.Node.AccountAsync(address);
            var (current, projected) = (account.Current ?? new AccountState(), account.Projected ?? new AccountState());
            await invocation.Out.WriteAsync($"{address}\n  balance    {SmidgeAmount.Format(current.Balance)}, nonce {current.Counter}, layer {current.Layer}\n");
            if (projected.Balance != current.Balance || projected.Counter != current.Counter)
                await invocation.Out.WriteAsync($"  projected  {SmidgeAmount.Format(projected.Balance)}, nonce {projected.Counter}\n");
        }
    }

    private async Task HistoryAsync(Invocation invocation)
    {
        using var session = await NodeSession.OpenAsync(invocation, _node);
        string address = Addresses(invocation, session).Single();
        ulong limit = invocation.Value(_limit);
        var table = new TextTable("layer", "transaction", "what", "from", "to", "amount", "fee", "state") { Title = "Transactions" };
        foreach (var item in await session.Node.TransactionsAsync(address, limit))
        {
            var (transaction, result) = (item.Tx ?? new(), item.TxResult);
            var (to, amount) = Movement(transaction);
            string state = result is null ? item.TxState.ToString() : result.Status == Outcome.TransactionStatusSuccess ? "success" : $"failed: {result.Message}";
            table.Add(
                result is null ? "" : result.Layer.ToString(CultureInfo.InvariantCulture),
                Convert.ToHexStringLower(transaction.Id.Span),
                transaction.Type.ToString(),
                transaction.Principal,
                to,
                amount is { } moved ? SmidgeAmount.Format(moved) : "",
                result is null ? "" : SmidgeAmount.Format(result.Fee),
                state);
        }

        await invocation.Out.WriteAsync(table.ToString());
        var rewards = await session.Node.RewardsAsync(address, limit);
        if (rewards.Count == 0)
            return;
        var paid = new TextTable("layer", "smesher", "reward") { Title = "Rewards" };
        foreach (var reward in rewards)
            paid.Add(reward.Layer.ToString(CultureInfo.InvariantCulture), Convert.ToHexStringLower(reward.Smesher.Span), SmidgeAmount.Format(reward.Total));
        await invocation.Out.WriteAsync(paid.ToString());
    }

    private async Task SpawnAsync(Invocation invocation)
    {
        var key = WalletAccess.Key(invocation, _node);
        using var session = await NodeSession.OpenAsync(invocation, _node);
        var account = await session.Node.AccountAsync(session.Text(key.Address));
        if (account.Template.Length > 0)
            throw new CommandException($"{account.Address} is spawned already");
        var payload = new TxPayload(session.NonceOf(account), invocation.Value(_node.GasPrice));
        byte[] unsigned = UnsignedTransaction.SelfSpawn(Template.Wallet, payload, new WalletSpawnArguments(Hash32.FromBytes(key.PublicKey)));
        await session.SendAsync(unsigned, SignatureSize, account, 0, () => SignedAsync(invocation, session, unsigned, key));
    }

    private async Task SendAsync(Invocation invocation)
    {
        string to = invocation.Value(_to) ?? throw new CommandException("to whom? Say --to ADDRESS");
        ulong amount = SmidgeAmount.Parse(invocation.Value(_amount) ?? throw new CommandException("how much? Say --amount 1.5smh"));
        var key = WalletAccess.Key(invocation, _node);
        using var session = await NodeSession.OpenAsync(invocation, _node);
        var destination = session.Parse(to);
        var account = await session.Node.AccountAsync(session.Text(key.Address));
        if (account.Template.Length == 0)
            throw new CommandException($"{account.Address} is not spawned yet: run smcli spawn first and wait until it is applied");
        var payload = new TxPayload(session.NonceOf(account), invocation.Value(_node.GasPrice));
        byte[] unsigned = UnsignedTransaction.Call(key.Address, TxMethod.Spend, payload, new SpendArguments(destination, amount));
        await session.SendAsync(unsigned, SignatureSize, account, amount, () => SignedAsync(invocation, session, unsigned, key));
    }

    private static (string To, ulong? Amount) Movement(V2alpha1.Transaction transaction) => transaction.Contents?.ContentsCase switch
    {
        TransactionContents.ContentsOneofCase.Send => (transaction.Contents.Send.Destination, transaction.Contents.Send.Amount),
        TransactionContents.ContentsOneofCase.DrainVault => (transaction.Contents.DrainVault.Destination, transaction.Contents.DrainVault.Amount),
        _ => ("", null),
    };

    private IReadOnlyList<string> Addresses(Invocation invocation, NodeSession session)
    {
        if (invocation.Operands.Count > 0)
            return [.. invocation.Operands.Select(text => session.Text(session.Parse(text)))];
        string path = _node.WalletPath(invocation);
        var secrets = Spacemesh.Wallet.Files.WalletSecretsText.Read(WalletAccess.Decrypt(invocation, path).Plaintext);
        int place = invocation.Value(_node.Account);
        return place >= 0 && place < (secrets.Accounts?.Count ?? 0) && secrets.Accounts![place] is { } key
            ? [session.Text(key.Address)]
            : throw new CommandException($"--account {place}: the wallet has {secrets.Accounts?.Count ?? 0} accounts, counted from 0");
    }
}
