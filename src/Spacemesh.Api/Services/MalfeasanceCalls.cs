using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Services;

/// <summary>Malfeasance proofs of MeshService (spec 09a §5.4).</summary>
internal sealed class MalfeasanceCalls(ApiContext api)
{
    public V1.MalfeasanceResponse Query(V1.MalfeasanceRequest request)
    {
        byte[] id = SmesherHex.Decode(request.SmesherHex);
        if (id.Length != NodeId.Size)
            throw Fault.Invalid($"invalid smesher id length ({id.Length}), expected ({NodeId.Size})");
        var smesher = NodeId.FromBytes(id);
        var stored = Fault.Read(() => api.State.MaliciousIdentities.Find(smesher));
        return new() { Proof = stored is { } found ? V1Messages.Malfeasance(smesher, found.Proof, request.IncludeProof) : new() };
    }

    public async Task StreamAsync(V1.MalfeasanceStreamRequest request, RpcStreamWriter<V1.MalfeasanceStreamResponse> writer, RpcContext context)
    {
        using var relay = new Relay(context);
        relay.Add(
            api.Sources.Events.Subscribe<MalfeasanceProven>(StreamBuffers.Unfiltered),
            "buffer is full",
            proven => writer.WriteAsync(new() { Proof = V1Messages.Malfeasance(proven.Smesher, proven.Proof, request.IncludeProof) }));
        await context.SendHeadersAsync();
        for (ulong offset = 0; ; offset += StreamBuffers.Page)
        {
            var page = Fault.Read(() => api.State.MaliciousIdentities.InOrder(new ListWindow(StreamBuffers.Page, offset)));
            foreach (var (smesher, proof) in page)
                await writer.WriteAsync(new() { Proof = V1Messages.Malfeasance(smesher, proof, request.IncludeProof) }, context.CancellationToken);
            if (page.Count < StreamBuffers.Page)
                break;
        }

        await relay.RunAsync();
    }
}
