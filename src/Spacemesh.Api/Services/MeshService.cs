using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Ports.Events;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Services;

/// <summary><c>spacemesh.v1.MeshService</c> (spec 09a §5.4); its layers are in <see cref="MeshLayers"/>.</summary>
internal sealed class MeshService(ApiContext api)
{
    private const uint Transactions = (uint)V1.AccountMeshDataFlag.Transactions;
    private const uint Activations = (uint)V1.AccountMeshDataFlag.Activations;

    private readonly MeshLayers _layers = new(api);
    private readonly MalfeasanceCalls _malfeasance = new(api);

    public RpcServiceBinding Bind() => new RpcServiceBinding(V1.MeshReflection.Descriptor.Services[0])
        .Unary<V1.GenesisTimeRequest, V1.GenesisTimeResponse>(
            "GenesisTime", (_, _) => Task.FromResult(new V1.GenesisTimeResponse { Unixtime = new() { Value = (ulong)api.Network.GenesisTime.ToUnixTimeSeconds() } }))
        .Unary<V1.CurrentLayerRequest, V1.CurrentLayerResponse>(
            "CurrentLayer", (_, _) => Task.FromResult(new V1.CurrentLayerResponse { Layernum = new() { Number = api.Sources.Clock.Current.Value } }))
        .Unary<V1.CurrentEpochRequest, V1.CurrentEpochResponse>(
            "CurrentEpoch", (_, _) => Task.FromResult(new V1.CurrentEpochResponse { Epochnum = new() { Number = api.Sources.Clock.CurrentEpoch.Value } }))
        .Unary<V1.GenesisIDRequest, V1.GenesisIDResponse>(
            "GenesisID", (_, _) => Task.FromResult(new V1.GenesisIDResponse { GenesisId = api.Network.GenesisId.ToBytes() }))
        .Unary<V1.EpochNumLayersRequest, V1.EpochNumLayersResponse>(
            "EpochNumLayers", (_, _) => Task.FromResult(new V1.EpochNumLayersResponse { Numlayers = new() { Number = api.Network.LayersPerEpoch } }))
        .Unary<V1.LayerDurationRequest, V1.LayerDurationResponse>(
            "LayerDuration", (_, _) => Task.FromResult(new V1.LayerDurationResponse { Duration = new() { Value = LayerSeconds } }))
        .Unary<V1.MaxTransactionsPerSecondRequest, V1.MaxTransactionsPerSecondResponse>(
            "MaxTransactionsPerSecond",
            (_, _) => Task.FromResult(new V1.MaxTransactionsPerSecondResponse { MaxTxsPerSecond = new() { Value = MaxTransactionsPerSecond } }))
        .Unary<V1.AccountMeshDataQueryRequest, V1.AccountMeshDataQueryResponse>("AccountMeshDataQuery", (request, _) => Task.FromResult(AccountMeshData(request)))
        .Unary<V1.LayersQueryRequest, V1.LayersQueryResponse>("LayersQuery", _layers.QueryAsync)
        .ServerStream<V1.AccountMeshDataStreamRequest, V1.AccountMeshDataStreamResponse>("AccountMeshDataStream", AccountMeshDataStreamAsync)
        .ServerStream<V1.LayerStreamRequest, V1.LayerStreamResponse>("LayerStream", _layers.StreamAsync)
        .ServerStream<V1.EpochStreamRequest, V1.EpochStreamResponse>("EpochStream", EpochStreamAsync)
        .Unary<V1.MalfeasanceRequest, V1.MalfeasanceResponse>("MalfeasanceQuery", (request, _) => Task.FromResult(_malfeasance.Query(request)))
        .ServerStream<V1.MalfeasanceStreamRequest, V1.MalfeasanceStreamResponse>("MalfeasanceStream", _malfeasance.StreamAsync);

    private ulong LayerSeconds => (ulong)api.Network.LayerDuration.TotalSeconds;

    /// <summary>In 32 bits, as the reference; a layer shorter than a second counts as one.</summary>
    private uint MaxTransactionsPerSecond => unchecked(api.Options.TransactionsPerProposal * api.Options.LayerAverageSize) / Math.Max((uint)LayerSeconds, 1);

    private V1.AccountMeshDataQueryResponse AccountMeshData(V1.AccountMeshDataQueryRequest request)
    {
        var first = new LayerId(request.MinLayer?.Number ?? 0);
        var latest = api.Sources.Mesh.Latest;
        if (first > latest)
            throw Fault.Invalid("`LatestLayer` must be less than or equal to latest layer");
        var address = Checked(request.Filter, "failed to parse Filter.AccountId.Address");
        if ((request.Filter.AccountMeshDataFlags & Transactions) == 0)
            return new();
        var records = Fault.Read(() => api.State.Transactions.OfPrincipal(address, first, latest));
        var (total, page) = Paging.Page(records, request.Offset, request.MaxResults);
        var response = new V1.AccountMeshDataQueryResponse { TotalResults = total };
        response.Data.AddRange(page.Select(record => new V1.AccountMeshData
        {
            MeshTransaction = new() { Transaction = api.V1.Transaction(record), LayerId = new() { Number = record.Layer?.Value ?? 0 } },
        }));
        return response;
    }

    private Address Checked(V1.AccountMeshDataFilter? filter, string addressText)
    {
        if (filter is null)
            throw Fault.Invalid("`Filter` must be provided");
        if (filter.AccountId is null)
            throw Fault.Invalid("`Filter.AccountId` must be provided");
        if (filter.AccountMeshDataFlags == 0)
            throw Fault.Invalid("`Filter.AccountMeshDataFlags` must set at least one bitfield");
        return api.Addresses.Parse(filter.AccountId.Address, addressText);
    }

    private async Task AccountMeshDataStreamAsync(V1.AccountMeshDataStreamRequest request, RpcStreamWriter<V1.AccountMeshDataStreamResponse> writer, RpcContext context)
    {
        var address = Checked(request.Filter, "invalid in.Filter.AccountId.Address");
        using var relay = new Relay(context);
        if ((request.Filter.AccountMeshDataFlags & Transactions) != 0)
        {
            relay.Add(api.Sources.Events.Subscribe<TransactionAdmitted>(StreamBuffers.Unfiltered), "tx buffer is full", admitted =>
                admitted.Valid && admitted.Transaction.TxHeader?.Principal == address
                    ? writer.WriteAsync(new()
                    {
                        Datum = new() { MeshTransaction = new() { Transaction = api.V1.Transaction(admitted.Transaction.RawTx.Id, admitted.Transaction.RawTx.Raw.Span, admitted.Transaction.TxHeader) } },
                    })
                    : ValueTask.CompletedTask);
        }

        if ((request.Filter.AccountMeshDataFlags & Activations) != 0)
        {
            relay.Add(api.Sources.Events.Subscribe<AtxStored>(StreamBuffers.Unfiltered), "activations buffer is full", stored =>
                stored.Atx.Coinbase == address
                    ? writer.WriteAsync(new() { Datum = new() { Activation = api.V1.Activation(stored.Atx, ActivationService.Previous(api.State, stored.Atx.Id, "getting previous ATXs failed")) } })
                    : ValueTask.CompletedTask);
        }

        await context.SendHeadersAsync();
        await relay.RunAsync();
    }

    private async Task EpochStreamAsync(V1.EpochStreamRequest request, RpcStreamWriter<V1.EpochStreamResponse> writer, RpcContext context)
    {
        foreach (var (id, malicious) in Fault.Read(() => api.State.Atxs.WithMalice(new EpochId(request.Epoch))))
        {
            if (!malicious)
                await writer.WriteAsync(new() { Id = new() { Id = id.ToBytes() } }, context.CancellationToken);
        }
    }
}
