using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Lists;

/// <summary><c>spacemesh.v2alpha1.ActivationService</c> and its stream (spec 09a §6.2, §6.4).</summary>
internal sealed class ActivationLists(ApiContext api)
{
    public RpcServiceBinding Bind() => new RpcServiceBinding(V2alpha1.ActivationReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("ActivationService"))
        .Unary<V2alpha1.ActivationRequest, V2alpha1.ActivationList>("List", (request, _) => Task.FromResult(List(request)))
        .Unary<V2alpha1.ActivationsCountRequest, V2alpha1.ActivationsCountResponse>("ActivationsCount", (request, _) => Task.FromResult(Count(request)));

    public RpcServiceBinding BindStream() => new RpcServiceBinding(V2alpha1.ActivationReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("ActivationStreamService"))
        .ServerStream<V2alpha1.ActivationStreamRequest, V2alpha1.Activation>("Stream", StreamAsync);

    private static AtxFilter Filter(
        uint start, uint end, IReadOnlyCollection<Google.Protobuf.ByteString> ids, IReadOnlyCollection<Google.Protobuf.ByteString> smeshers, Address? coinbase) => new()
    {
        FirstEpoch = start == 0 ? null : new EpochId(start),
        LastEpoch = end == 0 ? null : new EpochId(end),
        Ids = Ids.Filter<AtxId>(ids),
        Smeshers = Ids.Filter<NodeId>(smeshers),
        Coinbase = coinbase,
    };

    private static bool Matches(AtxFilter filter, AtxRecord atx) =>
        (filter.FirstEpoch is not { } first || atx.PublishEpoch >= first)
        && (filter.LastEpoch is not { } last || atx.PublishEpoch <= last)
        && filter.Ids?.Contains(atx.Id) != false
        && filter.Smeshers?.Contains(atx.Smesher) != false
        && (filter.Coinbase is not { } coinbase || atx.Coinbase == coinbase);

    private V2alpha1.ActivationList List(V2alpha1.ActivationRequest request)
    {
        var window = ListWindows.Of(request.Limit, request.Offset);
        var filter = Filter(request.StartEpoch, request.EndEpoch, request.Id, request.SmesherId, api.Addresses.ParseFilter(request.Coinbase));
        var list = new V2alpha1.ActivationList();
        list.Activations.AddRange(Fault.Read(() => api.State.Atxs.List(filter, window)).Select(api.V2.Activation));
        return list;
    }

    private V2alpha1.ActivationsCountResponse Count(V2alpha1.ActivationsCountRequest request) =>
        new() { Count = unchecked((uint)Fault.Read(() => api.State.Atxs.Count(request.HasEpoch ? new EpochId(request.Epoch) : null))) };

    private async Task StreamAsync(V2alpha1.ActivationStreamRequest request, RpcStreamWriter<V2alpha1.Activation> writer, RpcContext context)
    {
        var filter = Filter(request.StartEpoch, request.EndEpoch, request.Id, request.SmesherId, api.Addresses.ParseFilter(request.Coinbase));
        await ListStream.RunAsync<AtxStored, AtxRecord, V2alpha1.Activation>(
            api, context, writer, request.Watch, stored => Matches(filter, stored.Atx), () => Rows(filter), api.V2.Activation, stored => api.V2.Activation(stored.Atx));
    }

    private IEnumerable<AtxRecord> Rows(AtxFilter filter)
    {
        while (true)
        {
            var page = Fault.Read(() => api.State.Atxs.List(filter, new ListWindow(StreamBuffers.Page)));
            foreach (var atx in page)
                yield return atx;
            if (page.Count < StreamBuffers.Page)
                yield break;
            filter = filter with { After = (page[^1].PublishEpoch, page[^1].Id) };
        }
    }
}
