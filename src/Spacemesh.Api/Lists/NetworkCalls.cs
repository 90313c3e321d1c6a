using Google.Protobuf.WellKnownTypes;
using Spacemesh.Api.Rendering;

namespace Spacemesh.Api.Lists;

/// <summary><c>spacemesh.v2alpha1.NetworkService</c> and <c>NodeService</c> (spec 09a §6.2).</summary>
internal sealed class NetworkCalls(ApiContext api)
{
    public RpcServiceBinding Bind() => new RpcServiceBinding(V2alpha1.NetworkReflection.Descriptor.Services[0])
        .Unary<V2alpha1.NetworkInfoRequest, V2alpha1.NetworkInfoResponse>("Info", (_, _) => Task.FromResult(new V2alpha1.NetworkInfoResponse
        {
            GenesisTime = Timestamp.FromDateTimeOffset(api.Network.GenesisTime),
            LayerDuration = Duration.FromTimeSpan(api.Network.LayerDuration),
            GenesisId = api.Network.GenesisId.ToBytes(),
            Hrp = api.Network.AddressPrefix,
            EffectiveGenesisLayer = api.Network.EffectiveGenesis.Value,
            LayersPerEpoch = api.Network.LayersPerEpoch,
            LabelsPerUnit = api.Options.PostParameters.LabelsPerUnit,
        }));

    public RpcServiceBinding BindNode() => new RpcServiceBinding(V2alpha1.NodeReflection.Descriptor.Services[0])
        .Unary<V2alpha1.NodeStatusRequest, V2alpha1.NodeStatusResponse>("Status", (_, _) => Task.FromResult(new V2alpha1.NodeStatusResponse
        {
            ConnectedPeers = api.ConnectedPeers,
            Status = api.Sources.Sync.IsSynced ? V2alpha1.NodeStatusResponse.Types.SyncStatus.Synced : V2alpha1.NodeStatusResponse.Types.SyncStatus.Syncing,
            LatestLayer = api.Sources.Mesh.Latest.Value,
            AppliedLayer = api.Sources.Mesh.Applied.Value,
            ProcessedLayer = api.Sources.Mesh.Processed.Value,
            CurrentLayer = api.Sources.Clock.Current.Value,
        }));
}
