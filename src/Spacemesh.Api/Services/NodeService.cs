using Google.Protobuf.WellKnownTypes;
using Spacemesh.Api.Streams;
using Spacemesh.Ports.Events;

namespace Spacemesh.Api.Services;

/// <summary><c>spacemesh.v1.NodeService</c> (spec 09a §5.3).</summary>
internal sealed class NodeService(ApiContext api)
{
    public RpcServiceBinding Bind() => new RpcServiceBinding(V1.NodeReflection.Descriptor.Services[0])
        .Unary<V1.EchoRequest, V1.EchoResponse>("Echo", (request, _) => request.Msg is null
            ? throw Fault.Invalid("Must include `Msg`")
            : Task.FromResult(new V1.EchoResponse { Msg = new() { Value = request.Msg.Value } }))
        .Unary<Empty, V1.VersionResponse>("Version", (_, _) => Task.FromResult(new V1.VersionResponse { VersionString = new() { Value = api.Options.Version } }))
        .Unary<Empty, V1.BuildResponse>("Build", (_, _) => Task.FromResult(new V1.BuildResponse { BuildString = new() { Value = api.Options.Commit } }))
        .Unary<V1.StatusRequest, V1.StatusResponse>("Status", (_, _) => Task.FromResult(new V1.StatusResponse { Status = Status() }))
        .Unary<Empty, V1.NodeInfoResponse>("NodeInfo", (_, _) => Task.FromResult(new V1.NodeInfoResponse
        {
            Hrp = api.Network.AddressPrefix,
            FirstGenesis = api.Network.FirstEffectiveGenesis.Value,
            EffectiveGenesis = api.Network.EffectiveGenesis.Value,
            EpochSize = api.Network.LayersPerEpoch,
        }))
        .ServerStream<V1.StatusStreamRequest, V1.StatusStreamResponse>("StatusStream", StatusStreamAsync)
        .ServerStream<V1.ErrorStreamRequest, V1.ErrorStreamResponse>("ErrorStream", ErrorStreamAsync);

    private V1.NodeStatus Status()
    {
        var mesh = api.Sources.Mesh;
        var latest = mesh.Latest;
        var current = api.Sources.Clock.Current;
        return new()
        {
            ConnectedPeers = api.ConnectedPeers,
            IsSynced = api.Sources.Sync.IsSynced,
            SyncedLayer = new() { Number = latest.Value },
            TopLayer = new() { Number = current.Value },
            VerifiedLayer = new() { Number = (current <= api.Network.EffectiveGenesis ? latest : mesh.Applied).Value },
        };
    }

    private async Task StatusStreamAsync(V1.StatusStreamRequest request, RpcStreamWriter<V1.StatusStreamResponse> writer, RpcContext context)
    {
        using var relay = new Relay(context);
        relay.Add(
            api.Sources.Events.Subscribe<StatusChanged>(StreamBuffers.Unfiltered),
            "status buffer is full",
            _ => writer.WriteAsync(new() { Status = Status() }));
        await context.SendHeadersAsync();
        await relay.RunAsync();
    }

    private async Task ErrorStreamAsync(V1.ErrorStreamRequest request, RpcStreamWriter<V1.ErrorStreamResponse> writer, RpcContext context)
    {
        using var relay = new Relay(context);
        relay.Add(
            api.Sources.Events.Subscribe<ErrorLogged>(StreamBuffers.Unfiltered),
            "errors buffer is full",
            entry => writer.WriteAsync(new() { Error = new() { Level = (V1.LogLevel)entry.Severity, Msg = entry.Message, StackTrace = entry.StackTrace } }));
        await context.SendHeadersAsync();
        await relay.RunAsync();
    }
}
