using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Ports.Events;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Services;

/// <summary><c>spacemesh.v1.GlobalStateService</c> (spec 09a §5.5).</summary>
internal sealed class GlobalStateService(ApiContext api)
{
    private const uint Rewards = (uint)V1.AccountDataFlag.Reward;
    private const uint Accounts = (uint)V1.AccountDataFlag.Account;
    private const uint StateHashes = (uint)V1.GlobalStateDataFlag.GlobalStateHash;

    public RpcServiceBinding Bind() => new RpcServiceBinding(V1.GlobalStateReflection.Descriptor.Services[0])
        .Unary<V1.GlobalStateHashRequest, V1.GlobalStateHashResponse>("GlobalStateHash", (_, _) => Task.FromResult(new V1.GlobalStateHashResponse { Response = StateHash() }))
        .Unary<V1.AccountRequest, V1.AccountResponse>("Account", (request, _) => Task.FromResult(Account(request)))
        .Unary<V1.AccountDataQueryRequest, V1.AccountDataQueryResponse>("AccountDataQuery", (request, _) => Task.FromResult(AccountData(request)))
        .Unary<V1.SmesherDataQueryRequest, V1.SmesherDataQueryResponse>("SmesherDataQuery", (_, _) => throw Fault.Unimplemented("DEPRECATED"))
        .ServerStream<V1.AccountDataStreamRequest, V1.AccountDataStreamResponse>("AccountDataStream", AccountDataStreamAsync)
        .ServerStream<V1.SmesherRewardStreamRequest, V1.SmesherRewardStreamResponse>("SmesherRewardStream", (_, _, _) => throw Fault.Unimplemented("DEPRECATED"))
        .ServerStream<V1.AppEventStreamRequest, V1.AppEventStreamResponse>(
            "AppEventStream", (_, _, _) => throw Fault.Unimplemented("this endpoint has not yet been implemented"))
        .ServerStream<V1.GlobalStateStreamRequest, V1.GlobalStateStreamResponse>("GlobalStateStream", GlobalStateStreamAsync);

    private V1.GlobalStateHash StateHash()
    {
        try
        {
            return new() { RootHash = (api.State.Layers.LatestStateHash() ?? default).ToBytes(), Layer = V1Messages.Layer(api.Sources.Mesh.Applied) };
        }
        catch (StorageException exception)
        {
            throw Fault.Plain(exception.Message);
        }
    }

    private V1.AccountResponse Account(V1.AccountRequest request)
    {
        if (request.AccountId is null)
            throw Fault.Invalid("`AccountId` must be provided");
        var address = api.Addresses.Parse(request.AccountId.Address, "failed to parse in.AccountId.Address");
        return new() { AccountWrapper = api.Account(in address) };
    }

    private Address Checked(V1.AccountDataFilter? filter, string flags)
    {
        if (filter is null)
            throw Fault.Invalid("`Filter` must be provided");
        if (filter.AccountId is null)
            throw Fault.Invalid("`Filter.AccountId` must be provided");
        if (filter.AccountDataFlags == 0)
            throw Fault.Invalid($"`Filter.{flags}` must set at least one bitfield");
        return api.Addresses.Parse(filter.AccountId.Address, "failed to parse in.Filter.AccountId.Address");
    }

    private V1.AccountDataQueryResponse AccountData(V1.AccountDataQueryRequest request)
    {
        // The name of the flags is the reference's, from another call.
        var address = Checked(request.Filter, "AccountMeshDataFlags");
        var items = new List<Func<V1.AccountData>>();
        if ((request.Filter.AccountDataFlags & Rewards) != 0)
        {
            var rewards = Fault.Read("error getting rewards data", () => api.State.Rewards.OfCoinbase(address));
            items.AddRange(rewards.Select(reward => (Func<V1.AccountData>)(() => new() { Reward = api.V1.Reward(reward) })));
        }

        if ((request.Filter.AccountDataFlags & Accounts) != 0)
            items.Add(() => new() { AccountWrapper = api.Account(in address) });
        var (total, page) = Paging.Page(items, request.Offset, request.MaxResults);
        var response = new V1.AccountDataQueryResponse { TotalResults = total };
        response.AccountItem.AddRange(page.Select(item => item()));
        return response;
    }

    private async Task AccountDataStreamAsync(V1.AccountDataStreamRequest request, RpcStreamWriter<V1.AccountDataStreamResponse> writer, RpcContext context)
    {
        var address = Checked(request.Filter, "AccountDataFlags");
        using var relay = new Relay(context);
        if ((request.Filter.AccountDataFlags & Accounts) != 0)
        {
            relay.Add(api.Sources.Events.Subscribe<AccountChanged>(StreamBuffers.Unfiltered), "account buffer is full", changed =>
                changed.Address == address ? writer.WriteAsync(new() { Datum = new() { AccountWrapper = api.Account(in address) } }) : ValueTask.CompletedTask);
        }

        if ((request.Filter.AccountDataFlags & Rewards) != 0)
        {
            relay.Add(api.Sources.Events.Subscribe<RewardPaid>(StreamBuffers.Unfiltered), "rewards buffer is full", paid =>
                paid.Reward.Coinbase == address ? writer.WriteAsync(new() { Datum = new() { Reward = api.V1.Reward(paid.Reward) } }) : ValueTask.CompletedTask);
        }

        await context.SendHeadersAsync();
        await relay.RunAsync();
    }

    private async Task GlobalStateStreamAsync(V1.GlobalStateStreamRequest request, RpcStreamWriter<V1.GlobalStateStreamResponse> writer, RpcContext context)
    {
        if (request.GlobalStateDataFlags == 0)
            throw Fault.Invalid("`GlobalStateDataFlags` must set at least one bitfield");
        using var relay = new Relay(context);
        if ((request.GlobalStateDataFlags & Accounts) != 0)
        {
            relay.Add(
                api.Sources.Events.Subscribe<AccountChanged>(StreamBuffers.Unfiltered),
                "account buffer is full",
                changed => writer.WriteAsync(new() { Datum = new() { AccountWrapper = api.Account(changed.Address) } }));
        }

        if ((request.GlobalStateDataFlags & Rewards) != 0)
        {
            relay.Add(
                api.Sources.Events.Subscribe<RewardPaid>(StreamBuffers.Unfiltered),
                "rewards buffer is full",
                paid => writer.WriteAsync(new() { Datum = new() { Reward = api.V1.Reward(paid.Reward) } }));
        }

        if ((request.GlobalStateDataFlags & StateHashes) != 0)
        {
            relay.Add(api.Sources.Events.Subscribe<LayerUpdated>(StreamBuffers.Unfiltered), "layer buffer is full", updated =>
                updated.Progress != LayerProgress.Applied
                    ? ValueTask.CompletedTask
                    : writer.WriteAsync(new()
                    {
                        Datum = new()
                        {
                            GlobalState = new() { RootHash = (Fault.Read(() => api.State.Layers.StateHash(updated.Layer)) ?? default).ToBytes(), Layer = V1Messages.Layer(updated.Layer) },
                        },
                    }));
        }

        await context.SendHeadersAsync();
        await relay.RunAsync();
    }
}
