using Google.Protobuf;
using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;
using State = Spacemesh.V1.TransactionState.Types.TransactionState;

namespace Spacemesh.Api.Services;

/// <summary><c>spacemesh.v1.TransactionService</c> (spec 09a §5.6).</summary>
internal sealed class TransactionService(ApiContext api)
{
    private readonly TransactionCalls _calls = new(api);

    public RpcServiceBinding Bind() => new RpcServiceBinding(V1.TxReflection.Descriptor.Services[0])
        .Unary<V1.SubmitTransactionRequest, V1.SubmitTransactionResponse>("SubmitTransaction", SubmitAsync)
        .Unary<V1.ParseTransactionRequest, V1.ParseTransactionResponse>("ParseTransaction", (request, _) => Task.FromResult(Parse(request)))
        .Unary<V1.TransactionsStateRequest, V1.TransactionsStateResponse>("TransactionsState", (request, _) => Task.FromResult(States(request)))
        .ServerStream<V1.TransactionsStateStreamRequest, V1.TransactionsStateStreamResponse>("TransactionsStateStream", StateStreamAsync)
        .ServerStream<V1.TransactionResultsRequest, V1.TransactionResult>("StreamResults", StreamResultsAsync);

    private async Task<V1.SubmitTransactionResponse> SubmitAsync(V1.SubmitTransactionRequest request, RpcContext context)
    {
        await _calls.SubmitAsync(request.Transaction, "`Transaction` payload empty", context.CancellationToken);
        return new()
        {
            Status = new(),
            Txstate = new() { Id = new() { Id = RawTx.ComputeId(request.Transaction.Span).ToBytes() }, State = State.Mempool },
        };
    }

    private V1.ParseTransactionResponse Parse(V1.ParseTransactionRequest request)
    {
        var parsed = _calls.Parse(request.Transaction, request.Verify, "empty transaction");
        return new() { Tx = api.V1.Transaction(RawTx.ComputeId(parsed.Raw.Span), parsed.Raw.Span, parsed.Header) };
    }

    private V1.TransactionsStateResponse States(V1.TransactionsStateRequest request)
    {
        if (request.TransactionId.Count == 0)
            throw Fault.Invalid("`TransactionId` must include one or more transaction IDs");
        var response = new V1.TransactionsStateResponse();
        foreach (var id in request.TransactionId)
        {
            var record = Find(id.Id);
            response.TransactionsState.Add(StateOf(id.Id, record));
            if (request.IncludeTransactions)
                response.Transactions.Add(record is null ? new() : api.V1.Transaction(record));
        }

        return response;
    }

    private TransactionRecord? Find(ByteString id) => Fault.Read(() => api.State.Transactions.Find(Ids.Padded<TransactionId>(id)));

    /// <summary>The id goes back as it was sent.</summary>
    private static V1.TransactionState StateOf(ByteString id, TransactionRecord? record) => new()
    {
        Id = new() { Id = id },
        State = record?.State switch
        {
            TransactionState.Mempool => State.Mempool,
            TransactionState.Applied => State.Processed,
            _ => State.Unspecified,
        },
    };

    private async Task StateStreamAsync(V1.TransactionsStateStreamRequest request, RpcStreamWriter<V1.TransactionsStateStreamResponse> writer, RpcContext context)
    {
        if (request.TransactionId.Count == 0)
            throw Fault.Invalid("`TransactionId` must include one or more transaction IDs");
        using var relay = new Relay(context);
        relay.Add(api.Sources.Events.Subscribe<TransactionAdmitted>(StreamBuffers.Unfiltered), "tx buffer is full", async admitted =>
        {
            var bytes = admitted.Transaction.RawTx.Id.ToBytes();
            if (!request.TransactionId.Any(id => id.Id.Equals(bytes)))
                return;
            var record = Find(bytes);
            var state = StateOf(bytes, record);
            if (!admitted.Valid)
                state.State = State.Conflicting;
            await SendAsync(state, record);
        });
        relay.Add(api.Sources.Events.Subscribe<LayerUpdated>(StreamBuffers.Unfiltered), "layer buffer is full", async updated =>
        {
            foreach (var (id, record) in InLayer(updated.Layer, request.TransactionId))
            {
                var state = StateOf(id, record);
                state.State = updated.Progress switch
                {
                    LayerProgress.Approved => State.Mesh,
                    LayerProgress.Confirmed => State.Processed,
                    _ => State.Unspecified,
                };
                await SendAsync(state, record);
            }
        });
        await context.SendHeadersAsync();
        await relay.RunAsync();

        ValueTask SendAsync(V1.TransactionState state, TransactionRecord? record)
        {
            var message = new V1.TransactionsStateStreamResponse { TransactionState = state };
            if (request.IncludeTransactions && record is not null)
                message.Transaction = api.V1.Transaction(record);
            return writer.WriteAsync(message);
        }
    }

    private List<(ByteString Id, TransactionRecord Record)> InLayer(LayerId layer, IEnumerable<V1.TransactionId> wanted)
    {
        var blocks = Fault.Read("error reading layer data", () => api.State.Blocks.InLayer(layer));
        var present = blocks.SelectMany(block => block.Block.TxIds).ToHashSet();
        var found = new List<(ByteString Id, TransactionRecord Record)>();
        foreach (var id in wanted)
        {
            if (present.Contains(Ids.Padded<TransactionId>(id.Id)))
                found.Add((id.Id, Fault.Read("error retrieving tx data", () => Find(id.Id)) ?? throw Fault.Internal("error retrieving tx data")));
        }

        return found;
    }

    private async Task StreamResultsAsync(V1.TransactionResultsRequest request, RpcStreamWriter<V1.TransactionResult> writer, RpcContext context)
    {
        if (request.Watch && request.End != 0)
            throw Fault.Invalid("watch stream should have an empty End argument");
        Address? address = request.Address.Length == 0 ? null : api.Addresses.Parse(request.Address, "failed to parse in.Address");
        TransactionId? id = request.Id.IsEmpty ? null : Ids.Padded<TransactionId>(request.Id);
        using var relay = new Relay(context);
        var highest = LayerId.Zero;
        bool any = false;
        if (request.Watch)
        {
            var live = api.Sources.Events.Subscribe<TransactionExecuted>(StreamBuffers.Filtered, executed =>
                (id is null || executed.Transaction.RawTx.Id == id)
                && (address is not { } touched || executed.Result.Addresses.Contains(touched))
                && executed.Result.Layer.Value >= request.Start);
            relay.Add(live, "buffer overflow", executed => any && executed.Result.Layer <= highest
                ? ValueTask.CompletedTask
                : writer.WriteAsync(Result(api.V1.Transaction(executed.Transaction.RawTx.Id, executed.Transaction.RawTx.Raw.Span, executed.Transaction.TxHeader), executed.Result)));
        }

        await context.SendHeadersAsync();
        foreach (var (transaction, result) in Results(request, id, address))
        {
            await writer.WriteAsync(Result(api.V1.Transaction(transaction), result), context.CancellationToken);
            highest = LayerId.Greater(highest, result.Layer);
            any = true;
        }

        if (request.Watch)
            await relay.RunAsync();
    }

    private IEnumerable<(TransactionRecord Transaction, TransactionResult Result)> Results(V1.TransactionResultsRequest request, TransactionId? id, Address? address)
    {
        var filter = new TransactionFilter(null, request.End == 0 ? null : new LayerId(request.End), id is { } one ? [one] : null, address);
        return LayerPages.Read(
            new LayerId(request.Start),
            (first, skipped) => Fault.Read(() => api.State.Transactions.List(filter with { First = first }, new ListWindow(StreamBuffers.Page, skipped))),
            row => row.Transaction.Layer ?? default).Where(row => row.Result is not null).Select(row => (row.Transaction, row.Result!));
    }

    private V1.TransactionResult Result(V1.Transaction transaction, TransactionResult result)
    {
        var message = new V1.TransactionResult
        {
            Tx = transaction,
            Status = (V1.TransactionResult.Types.Status)result.Status,
            Message = result.Message.ToString(),
            GasConsumed = result.Gas,
            Fee = result.Fee,
            Block = result.Block.ToBytes(),
            Layer = result.Layer.Value,
        };
        message.TouchedAddresses.AddRange(result.Addresses.Select(address => api.Addresses.Format(address)));
        return message;
    }
}
