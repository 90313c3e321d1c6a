using Spacemesh.Primitives;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Client;
using Spacemesh.V2alpha1;

namespace Spacemesh.Smcli.Node;

/// <summary>The public API of a node (spec 09a).</summary>
internal sealed class NodeClient : IDisposable
{
    private static readonly RpcMethod<NetworkInfoRequest, NetworkInfoResponse> Info =
        Method<NetworkInfoRequest, NetworkInfoResponse>(NetworkReflection.Descriptor, "NetworkService", "Info");

    private static readonly RpcMethod<AccountRequest, AccountList> Accounts =
        Method<AccountRequest, AccountList>(AccountReflection.Descriptor, "AccountService", "List");

    private static readonly RpcMethod<TransactionRequest, TransactionList> Transactions =
        Method<TransactionRequest, TransactionList>(TxReflection.Descriptor, "TransactionService", "List");

    private static readonly RpcMethod<SubmitTransactionRequest, SubmitTransactionResponse> Submit =
        Method<SubmitTransactionRequest, SubmitTransactionResponse>(TxReflection.Descriptor, "TransactionService", "SubmitTransaction");

    private static readonly RpcMethod<EstimateGasRequest, EstimateGasResponse> Estimate =
        Method<EstimateGasRequest, EstimateGasResponse>(TxReflection.Descriptor, "TransactionService", "EstimateGas");

    private static readonly RpcMethod<RewardRequest, RewardList> Rewards =
        Method<RewardRequest, RewardList>(RewardReflection.Descriptor, "RewardService", "List");

    private static readonly RpcCallOptions Patience = new() { Timeout = TimeSpan.FromSeconds(30) };

    private readonly RpcChannel _channel;
    private readonly CancellationToken _cancellation;

    public NodeClient(Uri address, TimeProvider time, CancellationToken cancellation)
    {
        _channel = new RpcChannel(new RpcChannelOptions { Address = address }, time);
        _cancellation = cancellation;
    }

    internal static RpcMethod<TRequest, TResponse> Method<TRequest, TResponse>(
        Google.Protobuf.Reflection.FileDescriptor file, string service, string method)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
        where TResponse : class, Google.Protobuf.IMessage<TResponse>, new() =>
        RpcMethod.Of<TRequest, TResponse>(file.Services.Single(candidate => candidate.Name == service), method);

    public Task<NetworkInfoResponse> NetworkAsync() => CallAsync(Info, new NetworkInfoRequest());

    /// <summary>An account; one that nobody used is all zero.</summary>
    public async Task<Account> AccountAsync(string address)
    {
        var request = new AccountRequest { Limit = 1 };
        request.Addresses.Add(address);
        var list = await CallAsync(Accounts, request);
        return list.Accounts.Count > 0 ? list.Accounts[0] : new Account { Address = address, Current = new(), Projected = new() };
    }

    public async Task<IReadOnlyList<TransactionResponse>> TransactionsAsync(string address, ulong limit) =>
        (await CallAsync(Transactions, new TransactionRequest
        {
            Address = address, Limit = limit, IncludeResult = true, IncludeState = true, SortOrder = SortOrder.Desc,
        })).Transactions;

    public async Task<IReadOnlyList<Reward>> RewardsAsync(string address, ulong limit) =>
        (await CallAsync(Rewards, new RewardRequest { Coinbase = address, Limit = limit, SortOrder = SortOrder.Desc })).Rewards;

    /// <summary>Gas that a transaction of this length may use; its signatures need not be right.</summary>
    public async Task<ulong> GasAsync(byte[] transaction) =>
        (await CallAsync(Estimate, new EstimateGasRequest { Transaction = Google.Protobuf.ByteString.CopyFrom(transaction) })).RecommendedMaxGas;

    /// <summary>Hands a transaction to the network.</summary>
    public async Task<TransactionId> SubmitAsync(byte[] transaction)
    {
        var answer = await CallAsync(Submit, new SubmitTransactionRequest { Transaction = Google.Protobuf.ByteString.CopyFrom(transaction) });
        return answer.TxId.Length == TransactionId.Size
            ? TransactionId.FromBytes(answer.TxId.Span)
            : throw new Shell.CommandException("the node took the transaction and named no id");
    }

    public void Dispose() => _channel.Dispose();

    private Task<TResponse> CallAsync<TRequest, TResponse>(RpcMethod<TRequest, TResponse> method, TRequest request) =>
        _channel.UnaryAsync(method, request, Patience, _cancellation);
}
