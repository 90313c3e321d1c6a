using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Lists;

/// <summary><c>spacemesh.v2alpha1.LayerService</c> and its stream (spec 09a §6.2, §6.4).</summary>
internal sealed class LayerLists(ApiContext api)
{
    public RpcServiceBinding Bind() => new RpcServiceBinding(V2alpha1.LayerReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("LayerService"))
        .Unary<V2alpha1.LayerRequest, V2alpha1.LayerList>("List", (request, _) => Task.FromResult(List(request)));

    public RpcServiceBinding BindStream() => new RpcServiceBinding(V2alpha1.LayerReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("LayerStreamService"))
        .ServerStream<V2alpha1.LayerStreamRequest, V2alpha1.Layer>("Stream", StreamAsync);

    private static LayerId? Bound(uint layer) => layer == 0 ? null : new LayerId(layer);

    private V2alpha1.LayerList List(V2alpha1.LayerRequest request)
    {
        var window = ListWindows.Of(request.Limit, request.Offset, request.SortOrder);
        var list = new V2alpha1.LayerList();
        list.Layers.AddRange(Fault.Read(() => api.State.Layers.List(Bound(request.StartLayer), Bound(request.EndLayer), window)).Select(V2Messages.Layer));
        return list;
    }

    private Task StreamAsync(V2alpha1.LayerStreamRequest request, RpcStreamWriter<V2alpha1.Layer> writer, RpcContext context)
    {
        var (first, last) = (Bound(request.StartLayer), Bound(request.EndLayer));
        return ListStream.RunAsync<LayerUpdated, LayerListing, V2alpha1.Layer>(
            api,
            context,
            writer,
            request.Watch,
            updated => (first is not { } from || updated.Layer >= from) && (last is not { } to || updated.Layer <= to),
            () => LayerPages.Read(
                first, (start, skipped) => Fault.Read(() => api.State.Layers.List(start, last, new ListWindow(StreamBuffers.Page, skipped))), row => row.Layer.Layer),
            V2Messages.Layer,
            Live);
    }

    /// <summary>The layer as it is now. One that is not stored yet is a number and a status: the reference ends here.</summary>
    private V2alpha1.Layer Live(LayerUpdated updated)
    {
        var rows = Fault.Read(() => api.State.Layers.List(updated.Layer, updated.Layer, new ListWindow(1)));
        var listing = rows.Count > 0 ? rows[0] : new LayerListing(new LayerRecord(updated.Layer, null, false, null, null, null), HasBlock: false);
        return V2Messages.Layer(listing, updated.Progress);
    }
}
