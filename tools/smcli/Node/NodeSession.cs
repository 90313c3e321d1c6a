using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Commands;
using Spacemesh.Smcli.Shell;
using Spacemesh.V2alpha1;
using Spacemesh.Wallet.Amounts;
using Spacemesh.Wallet.Transactions;

namespace Spacemesh.Smcli.Node;

/// <summary>A node and what it says about its network, while a command runs.</summary>
internal sealed class NodeSession : IDisposable
{
    private readonly Invocation _invocation;
    private readonly NodeOptions _options;

    private NodeSession(Invocation invocation, NodeOptions options, NodeClient node, GenesisId network, string prefix)
    {
        _invocation = invocation;
        _options = options;
        Node = node;
        Network = network;
        Prefix = prefix;
    }

    public NodeClient Node { get; }

    public GenesisId Network { get; }

    public string Prefix { get; }

    public static async Task<NodeSession> OpenAsync(Invocation invocation, NodeOptions options)
    {
        var node = new NodeClient(options.PublicAddress(invocation), invocation.Terminal.Time, invocation.Cancellation);
        try
        {
            var info = await node.NetworkAsync();
            if (info.GenesisId.Length != GenesisId.Size || info.Hrp.Length == 0)
                throw new CommandException("the node does not say which network it is in");
            return new NodeSession(invocation, options, node, GenesisId.FromBytes(info.GenesisId.Span), info.Hrp);
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }

    public string Text(Address address) => AddressText.Format(address, Prefix);

    /// <exception cref="AddressFormatException">Not an address of the node's network.</exception>
    public Address Parse(string address) => AddressText.Parse(address, Prefix);

    /// <summary>The nonce to use: the one asked for, else the next one behind what is pending.</summary>
    public ulong NonceOf(Account account) => _invocation.Value(_options.Nonce) ?? account.Projected?.Counter ?? 0;

    /// <summary>
    /// Shows a transaction and what it costs, asks, and sends it, unless this is a dry run.
    /// </summary>
    /// <param name="unsigned">The transaction without signatures.</param>
    /// <param name="signatureSize">Bytes of the signatures to come.</param>
    /// <param name="account">Its principal, to compare the costs with.</param>
    /// <param name="spending">What leaves the principal besides the fee.</param>
    /// <param name="sign">The whole transaction; asked for when it will be sent.</param>
    public async Task SendAsync(byte[] unsigned, int signatureSize, Account account, ulong spending, Func<Task<byte[]>> sign)
    {
        await ShowAsync(unsigned, signatureSize, account, spending);
        if (_invocation.Value(_options.DryRun))
        {
            await _invocation.Out.WriteAsync("Dry run: nothing was sent.\n");
            return;
        }

        if (!_invocation.Value(_options.Yes))
            await Confirmation.AskAsync(_invocation, "Send this transaction?");
        await SubmitAsync(await sign());
    }

    public async Task SubmitAsync(byte[] transaction)
    {
        var id = await Node.SubmitAsync(transaction);
        await _invocation.Out.WriteAsync($"Transaction {id} was sent.\n");
    }

    /// <summary>Prints what a transaction says, its fee, and whether its principal can pay.</summary>
    public async Task ShowAsync(byte[] unsigned, int signatureSize, Account account, ulong spending)
    {
        foreach (var (name, value) in TransactionText.Describe(unsigned, Prefix))
            await _invocation.Out.WriteAsync($"{name,-12} {value}\n");
        ulong gas = await Node.GasAsync([.. unsigned, .. new byte[signatureSize]]);
        UInt128 fee = (UInt128)gas * _invocation.Value(_options.GasPrice);
        if (fee > ulong.MaxValue)
            throw new CommandException($"--gas-price {_invocation.Value(_options.GasPrice)}: the fee would be more than there is");
        await _invocation.Out.WriteAsync($"{"fee",-12} {SmidgeAmount.Format((ulong)fee)}, {gas} gas\n");
        ulong balance = account.Projected?.Balance ?? 0;
        if (fee + spending > balance)
            throw new CommandException($"insufficient balance: {account.Address} has {SmidgeAmount.Format(balance)} left behind what is pending");
    }

    public void Dispose() => Node.Dispose();
}
