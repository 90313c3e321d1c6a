using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Codec;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Lists;

/// <summary><c>spacemesh.v2alpha1.MalfeasanceService</c> and its stream (spec 09a §6.2, §6.4). What does not decode is left out.</summary>
internal sealed class MalfeasanceLists(ApiContext api)
{
    public RpcServiceBinding Bind() => new RpcServiceBinding(V2alpha1.MalfeasanceReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("MalfeasanceService"))
        .Unary<V2alpha1.MalfeasanceRequest, V2alpha1.MalfeasanceList>("List", (request, _) => Task.FromResult(List(request)));

    public RpcServiceBinding BindStream() => new RpcServiceBinding(V2alpha1.MalfeasanceReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("MalfeasanceStreamService"))
        .ServerStream<V2alpha1.MalfeasanceStreamRequest, V2alpha1.MalfeasanceProof>("Stream", StreamAsync);

    private V2alpha1.MalfeasanceList List(V2alpha1.MalfeasanceRequest request)
    {
        var window = ListWindows.Of(request.Limit, request.Offset);
        var list = new V2alpha1.MalfeasanceList();
        foreach (var (smesher, proof) in Fault.Read(() => api.State.MaliciousIdentities.List(Ids.Filter<NodeId>(request.SmesherId), window)))
        {
            if (MalfeasanceText.Properties(smesher, proof) is { } message)
                list.Proofs.Add(message);
        }

        return list;
    }

    private Task StreamAsync(V2alpha1.MalfeasanceStreamRequest request, RpcStreamWriter<V2alpha1.MalfeasanceProof> writer, RpcContext context)
    {
        var smeshers = Ids.Filter<NodeId>(request.SmesherId);
        return ListStream.RunAsync<MalfeasanceProven, (NodeId Smesher, ScaleBytes Proof), V2alpha1.MalfeasanceProof>(
            api,
            context,
            writer,
            request.Watch,
            proven => smeshers?.Contains(proven.Smesher) != false,
            () => Rows(smeshers),
            row => MalfeasanceText.Properties(row.Smesher, row.Proof),
            proven => MalfeasanceText.Properties(proven.Smesher, proven.Proof));
    }

    private IEnumerable<(NodeId Smesher, ScaleBytes Proof)> Rows(IReadOnlyList<NodeId>? smeshers)
    {
        for (ulong offset = 0; ; offset += StreamBuffers.Page)
        {
            var page = Fault.Read(() => api.State.MaliciousIdentities.List(smeshers, new ListWindow(StreamBuffers.Page, offset)));
            foreach (var row in page)
                yield return row;
            if (page.Count < StreamBuffers.Page)
                yield break;
        }
    }
}
