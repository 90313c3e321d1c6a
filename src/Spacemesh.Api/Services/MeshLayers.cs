using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using LayerStatus = Spacemesh.V1.Layer.Types.LayerStatus;

namespace Spacemesh.Api.Services;

/// <summary>Layers of MeshService with their blocks (spec 09a §5.4).</summary>
internal sealed class MeshLayers(ApiContext api)
{
    /// <summary>The shortest answer for a layer: its number and the frame around it.</summary>
    private const int ShortestLayer = 4;

    public Task<V1.LayersQueryResponse> QueryAsync(V1.LayersQueryRequest request, RpcContext context)
    {
        uint start = request.StartLayer?.Number ?? 0;
        uint end = request.EndLayer?.Number ?? 0;
        var response = new V1.LayersQueryResponse();
        if (start > end)
            return Task.FromResult(response);
        long limit = api.Options.MaxSendMessageSize;
        if ((end - start + 1L) * ShortestLayer > limit)
            throw TooMany(start, end);
        long size = 0;
        for (ulong number = start; number <= end; number++)
        {
            // A client that has gone must not leave a long query behind.
            context.CancellationToken.ThrowIfCancellationRequested();
            var layer = Read(new LayerId((uint)number), Status(new LayerId((uint)number)));
            size += layer.CalculateSize() + ShortestLayer;
            if (size > limit)
                throw TooMany(start, end);
            response.Layer.Add(layer);
        }

        return Task.FromResult(response);
    }

    public async Task StreamAsync(V1.LayerStreamRequest request, RpcStreamWriter<V1.LayerStreamResponse> writer, RpcContext context)
    {
        using var relay = new Relay(context);
        relay.Add(api.Sources.Events.Subscribe<LayerUpdated>(StreamBuffers.Unfiltered), "account buffer is full", updated =>
        {
            V1.Layer layer;
            try
            {
                layer = Read(updated.Layer, (LayerStatus)updated.Progress);
            }
            catch (RpcException exception)
            {
                throw Fault.Plain($"read layer: {exception.Message}");
            }

            return writer.WriteAsync(new() { Layer = layer });
        });
        await context.SendHeadersAsync();
        await relay.RunAsync();
    }

    private static RpcException TooMany(uint start, uint end) =>
        new(StatusCode.ResourceExhausted, $"layers {start} to {end} do not fit into one answer (grpc-send-msg-size): ask for fewer");

    private LayerStatus Status(LayerId layer)
    {
        var mesh = api.Sources.Mesh;
        return layer <= mesh.Processed ? LayerStatus.Confirmed : layer <= mesh.Applied ? LayerStatus.Approved : LayerStatus.Unspecified;
    }

    private V1.Layer Read(LayerId id, LayerStatus status)
    {
        var message = new V1.Layer { Number = V1Messages.Layer(id), Status = status };
        try
        {
            api.State.Snapshot(stores =>
            {
                if (stores.Layers.Find(id) is not { AppliedBlock: { } applied } layer || applied.IsZero())
                    return 0;
                message.Blocks.Add(Block(stores, applied));
                message.Hash = (layer.AggregatedHash ?? default).ToBytes();
                message.RootStateHash = (layer.StateHash ?? default).ToBytes();
                return 0;
            });
        }
        catch (StorageException exception)
        {
            throw Fault.Internal($"error reading layer data: {exception.Message}", exception);
        }

        return message;
    }

    private V1.Block Block(IStateStores stores, BlockId id)
    {
        var block = stores.Blocks.Find(id) ?? throw Fault.Internal($"error reading layer data: get block {id}: database: not found");
        var message = new V1.Block { Id = id.ToBytes() };
        foreach (var transaction in block.TxIds)
        {
            var record = stores.Transactions.Find(transaction) ?? throw Fault.Internal("error retrieving tx data");
            if (record.State == TransactionState.Applied)
                message.Transactions.Add(api.V1.Transaction(record));
        }

        return message;
    }
}
