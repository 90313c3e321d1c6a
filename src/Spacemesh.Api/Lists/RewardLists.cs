using Google.Protobuf;
using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Api.Lists;

/// <summary><c>spacemesh.v2alpha1.RewardService</c> and its stream (spec 09a §6.2, §6.4).</summary>
internal sealed class RewardLists(ApiContext api)
{
    public RpcServiceBinding Bind() => new RpcServiceBinding(V2alpha1.RewardReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("RewardService"))
        .Unary<V2alpha1.RewardRequest, V2alpha1.RewardList>("List", (request, _) => Task.FromResult(List(request)));

    public RpcServiceBinding BindStream() => new RpcServiceBinding(V2alpha1.RewardReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("RewardStreamService"))
        .ServerStream<V2alpha1.RewardStreamRequest, V2alpha1.Reward>("Stream", StreamAsync);

    private static LayerId? Bound(uint layer) => layer == 0 ? null : new LayerId(layer);

    /// <summary>No smesher is no filter; one of another length finds nothing stored.</summary>
    private static bool FindsNothing(ByteString smesher) => smesher.Length != 0 && smesher.Length != NodeId.Size;

    private static bool Matches(RewardFilter filter, Reward reward) =>
        (filter.First is not { } first || reward.Layer >= first)
        && (filter.Last is not { } last || reward.Layer <= last)
        && (filter.Coinbase is not { } coinbase || reward.Coinbase == coinbase)
        && (filter.Smesher is not { } smesher || reward.SmesherId == smesher);

    private RewardFilter Filter(uint start, uint end, string coinbase, ByteString smesher) => new(
        Bound(start), Bound(end), api.Addresses.ParseFilter(coinbase), smesher.IsEmpty ? null : Ids.Padded<NodeId>(smesher));

    /// <summary>The address comes before the limit here, unlike in the other lists.</summary>
    private V2alpha1.RewardList List(V2alpha1.RewardRequest request)
    {
        var filter = Filter(request.StartLayer, request.EndLayer, request.Coinbase, request.Smesher);
        var window = ListWindows.Of(request.Limit, request.Offset, request.SortOrder);
        var list = new V2alpha1.RewardList();
        if (!FindsNothing(request.Smesher))
            list.Rewards.AddRange(Fault.Read(() => api.State.Rewards.List(filter, window)).Select(api.V2.Reward));
        return list;
    }

    private Task StreamAsync(V2alpha1.RewardStreamRequest request, RpcStreamWriter<V2alpha1.Reward> writer, RpcContext context)
    {
        var filter = Filter(request.StartLayer, request.EndLayer, request.Coinbase, request.Smesher);
        return ListStream.RunAsync<RewardPaid, Reward, V2alpha1.Reward>(
            api,
            context,
            writer,
            request.Watch,
            paid => Matches(filter, paid.Reward),
            () => FindsNothing(request.Smesher) ? [] : LayerPages.Read(
                filter.First,
                (first, skipped) => Fault.Read(() => api.State.Rewards.List(filter with { First = first }, new ListWindow(StreamBuffers.Page, skipped))),
                reward => reward.Layer),
            api.V2.Reward,
            paid => api.V2.Reward(paid.Reward));
    }
}
