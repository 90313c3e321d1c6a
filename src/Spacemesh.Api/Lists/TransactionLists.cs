using Spacemesh.Api.Rendering;
using Spacemesh.Api.Services;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Api.Lists;

/// <summary><c>spacemesh.v2alpha1.TransactionService</c> and its stream, which nobody implements (spec 09a §6.3).</summary>
internal sealed class TransactionLists(ApiContext api)
{
    private const string Empty = "transaction is empty";

    private readonly TransactionCalls _calls = new(api);

    public RpcServiceBinding Bind() => new RpcServiceBinding(V2alpha1.TxReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("TransactionService"))
        .Unary<V2alpha1.TransactionRequest, V2alpha1.TransactionList>("List", (request, _) => Task.FromResult(List(request)))
        .Unary<V2alpha1.ParseTransactionRequest, V2alpha1.ParseTransactionResponse>("ParseTransaction", (request, _) => Task.FromResult(Parse(request)))
        .Unary<V2alpha1.SubmitTransactionRequest, V2alpha1.SubmitTransactionResponse>("SubmitTransaction", SubmitAsync)
        .Unary<V2alpha1.EstimateGasRequest, V2alpha1.EstimateGasResponse>("EstimateGas", (request, _) => Task.FromResult(new V2alpha1.EstimateGasResponse
        {
            RecommendedMaxGas = _calls.Parse(request.Transaction, verify: false, Empty).Header.MaxGas,
        }));

    public RpcServiceBinding BindStream() => new RpcServiceBinding(V2alpha1.TxReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("TransactionStreamService"))
        .ServerStream<V2alpha1.TransactionStreamRequest, V2alpha1.TransactionResponse>(
            "Stream", (_, _, _) => throw Fault.Unimplemented("this endpoint has not yet been implemented"));

    private V2alpha1.TransactionList List(V2alpha1.TransactionRequest request)
    {
        var window = ListWindows.Of(request.Limit, request.Offset, request.SortOrder);
        var filter = new TransactionFilter(
            request.HasStartLayer ? new LayerId(request.StartLayer) : null,
            request.HasEndLayer ? new LayerId(request.EndLayer) : null,
            Ids.Filter<TransactionId>(request.Txid),
            request.HasAddress ? api.Addresses.ParseFilter(request.Address) : null);
        var list = new V2alpha1.TransactionList();
        foreach (var (transaction, result) in Fault.Read(() => api.State.Transactions.List(filter, window)))
        {
            var message = new V2alpha1.TransactionResponse { Tx = api.V2.Transaction(transaction) };
            if (request.IncludeResult && result is not null)
                message.TxResult = api.V2.Result(result);
            if (request.IncludeState)
            {
                message.TxState = transaction.State switch
                {
                    TransactionState.Mempool => V2alpha1.TransactionState.Mempool,
                    TransactionState.Applied => V2alpha1.TransactionState.Processed,
                    _ => V2alpha1.TransactionState.Unspecified,
                };
            }

            list.Transactions.Add(message);
        }

        return list;
    }

    private V2alpha1.ParseTransactionResponse Parse(V2alpha1.ParseTransactionRequest request)
    {
        var parsed = _calls.Parse(request.Transaction, request.Verify, Empty);
        return new() { Tx = api.V2.Parsed(parsed.Raw, parsed.Header) };
    }

    private async Task<V2alpha1.SubmitTransactionResponse> SubmitAsync(V2alpha1.SubmitTransactionRequest request, RpcContext context)
    {
        await _calls.SubmitAsync(request.Transaction, Empty, context.CancellationToken);
        return new() { Status = new(), TxId = RawTx.ComputeId(request.Transaction.Span).ToBytes() };
    }
}
