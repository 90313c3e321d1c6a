using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Services;

/// <summary><c>spacemesh.v1.AdminService</c> (spec 09a §5.8).</summary>
internal sealed class AdminService(ApiContext api)
{
    private const int ChunkSize = 1024;
    private const uint MinAtxsPerSmesher = 4;

    /// <summary>The reply of Recover reaches its client before the node ends.</summary>
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);

    public RpcServiceBinding Bind() => new RpcServiceBinding(V1.AdminReflection.Descriptor.Services[0])
        .ServerStream<V1.CheckpointStreamRequest, V1.CheckpointStreamResponse>("CheckpointStream", CheckpointStreamAsync)
        .Unary<V1.RecoverRequest, Empty>("Recover", (_, _) => Task.FromResult(Recover()))
        .ServerStream<V1.EventStreamRequest, V1.Event>("EventsStream", EventsStreamAsync)
        .ServerStream<Empty, V1.PeerInfo>("PeerInfoStream", PeerInfoStreamAsync);

    private async Task CheckpointStreamAsync(V1.CheckpointStreamRequest request, RpcStreamWriter<V1.CheckpointStreamResponse> writer, RpcContext context)
    {
        if (api.Sources.Checkpoints is not { } checkpoints)
            throw Fault.Unimplemented("this node does not write checkpoints");
        FileStream file;
        try
        {
            string path = await checkpoints.WriteAsync(new LayerId(request.SnapshotLayer), Math.Max(request.NumAtxs, MinAtxsPerSmesher), context.CancellationToken);
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Fault.Internal($"failed to create checkpoint: {exception.Message}", exception);
        }

        await using (file)
        {
            await context.SendHeadersAsync();
            byte[] chunk = new byte[ChunkSize];
            int read;
            while ((read = await file.ReadAtLeastAsync(chunk, ChunkSize, throwOnEndOfStream: false, context.CancellationToken)) > 0)
                await writer.WriteAsync(new() { Data = ByteString.CopyFrom(chunk, 0, read) }, context.CancellationToken);
        }
    }

    private Empty Recover()
    {
        if (api.Sources.Restart is not { } restart)
            throw Fault.Unimplemented("this node cannot restart itself: stop it and start it with the recovery options");
        _ = ShutDownAsync(restart);
        return new Empty();
    }

    private async Task ShutDownAsync(Ports.Api.INodeRestart restart)
    {
        await Task.Delay(RestartDelay, api.Time);
        restart.ShutDown();
    }

    private async Task EventsStreamAsync(V1.EventStreamRequest request, RpcStreamWriter<V1.Event> writer, RpcContext context)
    {
        using var relay = new Relay(context);
        var (recent, live) = api.Sources.Events.SubscribeUserEvents(StreamBuffers.UserEvents);
        relay.Add(live, "buffer is full", SendAsync);
        await context.SendHeadersAsync();
        foreach (var occurred in recent)
            await SendAsync(occurred);
        await relay.RunAsync();

        async ValueTask SendAsync(Ports.Events.UserEventOccurred occurred)
        {
            foreach (var message in UserEventMessages.Of(occurred))
                await writer.WriteAsync(message, context.CancellationToken);
        }
    }

    private async Task PeerInfoStreamAsync(Empty request, RpcStreamWriter<V1.PeerInfo> writer, RpcContext context)
    {
        foreach (var peer in api.Sources.Network?.Peers() ?? [])
            await writer.WriteAsync(NetworkMessages.Peer(peer), context.CancellationToken);
    }
}
