using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Tests.Kit;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Api.Tests;

/// <summary>Requests that end, stall or mislead the reference, and nodes that lack a part (spec 09a §11).</summary>
public sealed class HonestAnswersTests
{
    [Fact]
    public async Task Zero_smesher_is_like_an_unknown_one()
    {
        await using var node = new SmallNode();
        var response = await node.CallAsync<V1.MalfeasanceResponse>("spacemesh.v1.MeshService/MalfeasanceQuery", new V1.MalfeasanceRequest { SmesherHex = new string('0', 64) });
        Assert.Equal(new V1.MalfeasanceProof(), response.Proof);
    }

    [Fact]
    public async Task Range_of_all_layers_is_refused_at_once()
    {
        await using var node = new SmallNode();
        var request = new V1.LayersQueryRequest { StartLayer = new(), EndLayer = new() { Number = uint.MaxValue } };
        Assert.Equal(StatusCode.ResourceExhausted, (await node.FailsAsync("spacemesh.v1.MeshService/LayersQuery", request)).Code);
        request.EndLayer.Number = 999;
        Assert.Equal(1000, (await node.CallAsync<V1.LayersQueryResponse>("spacemesh.v1.MeshService/LayersQuery", request)).Layer.Count);
    }

    [Fact]
    public async Task Paging_does_not_overflow()
    {
        await using var node = new SmallNode();
        for (uint layer = 1; layer <= 5; layer++)
            node.Node.State.Rewards.Add(new Reward(new LayerId(layer), 1, 1, default, default));
        var request = new V1.AccountDataQueryRequest
        {
            Filter = new() { AccountId = new() { Address = Crypto.Addresses.AddressText.Format(default, "stest") }, AccountDataFlags = 2 },
            Offset = 2,
            MaxResults = uint.MaxValue,
        };
        var response = await node.CallAsync<V1.AccountDataQueryResponse>("spacemesh.v1.GlobalStateService/AccountDataQuery", request);
        Assert.Equal((5u, 3), (response.TotalResults, response.AccountItem.Count));
    }

    [Fact]
    public async Task Live_layer_without_block_is_a_number_and_a_status()
    {
        await using var node = new SmallNode();
        using var call = await node.StreamAsync("spacemesh.v2alpha1.LayerStreamService/Stream", new V2alpha1.LayerStreamRequest { Watch = true }, "private");
        await call.HeadersAsync();
        node.Node.Events.Publish(new LayerUpdated(new LayerId(7), LayerProgress.Approved));
        var layer = V2alpha1.Layer.Parser.ParseFrom((await call.ReadAsync()).Message);
        Assert.Equal(new V2alpha1.Layer { Number = 7, Status = V2alpha1.Layer.Types.LayerStatus.Applied }, layer);
    }

    [Fact]
    public async Task Watcher_that_does_not_read_is_cut_off_and_the_node_goes_on()
    {
        await using var node = new SmallNode();
        using var slow = await node.StreamAsync("spacemesh.v1.TransactionService/StreamResults", new V1.TransactionResultsRequest { Watch = true });
        await slow.HeadersAsync();
        byte[] raw = new byte[4000];
        var executed = new TransactionExecuted(
            new Transaction(RawTx.FromBytes(raw), null), new TransactionResult(TransactionStatus.Success, default, 1, 1, default, new LayerId(3), default));

        // More than the connection, its windows and the stream's buffer hold together.
        for (int i = 0; i < 20_000; i++)
            node.Node.Events.Publish(executed);
        await node.CallAsync<V1.EchoResponse>("spacemesh.v1.NodeService/Echo", new V1.EchoRequest { Msg = new() });
        int seen = 0;
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while ((await slow.ReadAsync()).Found)
                seen++;
        });
        Assert.Equal((StatusCode.Canceled, "buffer overflow"), (end.Code, end.Message));
        Assert.InRange(seen, 0, 19_999);
    }

    [Fact]
    public async Task Half_open_connections_do_not_keep_others_out()
    {
        await using var node = new SmallNode();
        var idle = new List<TcpClient>();
        try
        {
            for (int i = 0; i < 200; i++)
            {
                idle.Add(new TcpClient());
                await idle[^1].ConnectAsync(node.Node.Server.Public!, TestContext.Current.CancellationToken);
            }

            var response = await node.CallAsync<V1.EchoResponse>("spacemesh.v1.NodeService/Echo", new V1.EchoRequest { Msg = new() { Value = "still here" } });
            Assert.Equal("still here", response.Msg.Value);
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Message_beyond_the_limit_is_refused_on_every_endpoint()
    {
        await using var node = new SmallNode(options => options with { MaxReceiveMessageSize = 1000 });
        var failure = await node.FailsAsync("spacemesh.v1.NodeService/Echo", new V1.EchoRequest { Msg = new() { Value = new string('x', 2000) } });
        Assert.Equal(StatusCode.ResourceExhausted, failure.Code);
        var other = await node.FailsAsync("spacemesh.v1.DebugService/ChangeLogLevel", new V1.ChangeLogLevelRequest { Module = new string('x', 2000) }, "private");
        Assert.Equal(StatusCode.ResourceExhausted, other.Code);
    }

    [Fact]
    public async Task Node_without_network_answers_as_one_without_peers()
    {
        await using var node = new SmallNode();
        Assert.Equal(new V1.NetworkInfoResponse(), await node.CallAsync<V1.NetworkInfoResponse>("spacemesh.v1.DebugService/NetworkInfo", new Empty(), "private"));
        using var peers = await node.StreamAsync("spacemesh.v1.AdminService/PeerInfoStream", new Empty(), "private");
        Assert.False((await peers.ReadAsync()).Found);
        Assert.Equal(0ul, (await node.CallAsync<V1.StatusResponse>("spacemesh.v1.NodeService/Status", new V1.StatusRequest())).Status.ConnectedPeers);
    }

    [Fact]
    public async Task Parts_that_are_missing_say_so()
    {
        await using var node = new SmallNode(sources: sources => sources with { Smeshing = null, LogLevels = null });
        using var checkpoint = await node.StreamAsync("spacemesh.v1.AdminService/CheckpointStream", new V1.CheckpointStreamRequest(), "private");
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => checkpoint.ReadAsync())).Code);
        Assert.Equal(StatusCode.Unimplemented, (await node.FailsAsync("spacemesh.v1.AdminService/Recover", new V1.RecoverRequest(), "private")).Code);
        Assert.Equal(StatusCode.Unimplemented, (await node.FailsAsync("spacemesh.v1.DebugService/ChangeLogLevel", new V1.ChangeLogLevelRequest { Module = "*" }, "private")).Code);
        Assert.Equal(StatusCode.FailedPrecondition, (await node.FailsAsync("spacemesh.v1.SmesherService/SmesherIDs", new Empty(), "private")).Code);
        Assert.Empty((await node.CallAsync<V1.PostStatesResponse>("spacemesh.v1.PostInfoService/PostStates", new V1.PostStatesRequest(), "post")).States);
        using var post = node.Node.Channel("post").Start(ApiMethods.Raw(ApiMethods.Find("spacemesh.v1.PostService/Register")));
        await post.OpenAsync();
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => post.ReadAsync())).Code);
    }

    [Fact]
    public async Task Checkpoint_comes_in_chunks_and_its_failure_with_its_cause()
    {
        var checkpoints = new Checkpoints();
        await using var node = new SmallNode(sources: sources => sources with { Checkpoints = checkpoints });
        using (var call = await node.StreamAsync("spacemesh.v1.AdminService/CheckpointStream", new V1.CheckpointStreamRequest { SnapshotLayer = 15, NumAtxs = 1 }, "private"))
        {
            var sizes = new List<int>();
            await foreach (byte[] message in call.ReadAllAsync())
                sizes.Add(V1.CheckpointStreamResponse.Parser.ParseFrom(message).Data.Length);
            Assert.Equal([1024, 1024, 452], sizes);
        }

        Assert.Equal((15u, 4u), checkpoints.Asked);
        using var again = await node.StreamAsync("spacemesh.v1.AdminService/CheckpointStream", new V1.CheckpointStreamRequest { SnapshotLayer = 15 }, "private");
        var failure = await Assert.ThrowsAsync<RpcException>(() => again.ReadAsync());
        Assert.Equal((StatusCode.Internal, "failed to create checkpoint: new recovery file: file already exists"), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task Recover_answers_before_it_ends_the_node()
    {
        var time = new ManualTime();
        var restart = new Restart();
        await using var node = new SmallNode(sources: sources => sources with { Restart = restart }, serverTime: time);
        await node.CallAsync<Empty>("spacemesh.v1.AdminService/Recover", new V1.RecoverRequest(), "private");
        Assert.False(restart.Done);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.True(() => restart.Done);
    }

    [Fact]
    public async Task Smesher_id_needs_exactly_one_identity()
    {
        var smeshing = new GoldenSmeshing { Identities = [default, default] };
        await using var node = new SmallNode(smeshing: smeshing);
        Assert.Equal(StatusCode.Unimplemented, (await node.FailsAsync("spacemesh.v1.SmesherService/SmesherID", new Empty(), "private")).Code);
        smeshing.Identities = [default];
        Assert.Equal(NodeId.Size, (await node.CallAsync<V1.SmesherIDResponse>("spacemesh.v1.SmesherService/SmesherID", new Empty(), "private")).PublicKey.Length);
    }

    [Fact]
    public async Task Smeshing_is_started_with_what_was_asked_for()
    {
        var smeshing = new GoldenSmeshing();
        await using var node = new SmallNode(smeshing: smeshing);
        var request = new V1.StartSmeshingRequest
        {
            Coinbase = new() { Address = Crypto.Addresses.AddressText.Format(default, "stest") },
            Opts = new() { DataDir = "/data", NumUnits = 4, MaxFileSize = 1024, ProviderId = 7, Throttle = true },
        };
        var response = await node.CallAsync<V1.StartSmeshingResponse>("spacemesh.v1.SmesherService/StartSmeshing", request, "private");
        Assert.Equal(0, response.Status.Code);
        Assert.Equal((default, new PostSetupRequest("/data", 4, 1024, 7, true)), smeshing.Started);
        smeshing.Failure = new SmeshingException(SmeshingFault.NotConfigured, "post supervisor config is not set");
        Assert.Equal(StatusCode.FailedPrecondition, (await node.FailsAsync("spacemesh.v1.SmesherService/StartSmeshing", request, "private")).Code);
    }

    [Fact]
    public async Task Watched_rewards_come_after_the_stored_ones()
    {
        await using var node = new SmallNode();
        for (uint layer = 1; layer <= 600; layer++)
            node.Node.State.Rewards.Add(new Reward(new LayerId(layer / 3), layer, 1, default, Id(layer)));
        using var call = await node.StreamAsync("spacemesh.v2alpha1.RewardStreamService/Stream", new V2alpha1.RewardStreamRequest { Watch = true }, "private");
        await call.HeadersAsync();
        for (ulong total = 1; total <= 600; total++)
            Assert.Equal(total, V2alpha1.Reward.Parser.ParseFrom((await call.ReadAsync()).Message).Total);
        node.Node.Events.Publish(new RewardPaid(new Reward(new LayerId(300), 601, 1, default, default)));
        Assert.Equal(601ul, V2alpha1.Reward.Parser.ParseFrom((await call.ReadAsync()).Message).Total);
    }

    private static NodeId Id(uint number)
    {
        byte[] bytes = new byte[NodeId.Size];
        BitConverter.TryWriteBytes(bytes, number);
        return NodeId.FromBytes(bytes);
    }

    private sealed class Checkpoints : ICheckpointWriter
    {
        public (uint Layer, uint Atxs)? Asked { get; private set; }

        public async Task<string> WriteAsync(LayerId snapshot, uint atxsPerSmesher, CancellationToken cancellationToken = default)
        {
            if (Asked is not null)
                throw new IOException("new recovery file: file already exists");
            Asked = (snapshot.Value, atxsPerSmesher);
            string path = Path.GetTempFileName();
            await File.WriteAllBytesAsync(path, new byte[2500], cancellationToken);
            return path;
        }
    }

    private sealed class Restart : INodeRestart
    {
        public bool Done { get; private set; }

        public void ShutDown() => Done = true;
    }
}
