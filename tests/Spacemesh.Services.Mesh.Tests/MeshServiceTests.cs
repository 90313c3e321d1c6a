using Spacemesh.AtxsData;
using Spacemesh.Blocks;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Execution;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Services.Mesh.Tests;

/// <summary>The life of layers over votes that the test decides, beyond what the golden scripts show.</summary>
public sealed class MeshServiceTests : IDisposable
{
    private static readonly LayerId First = new(6);
    private static readonly Hash32 Opinion = Blake3.Hash([1]);

    private readonly MemoryStateDatabase _state = new();
    private readonly ScriptedNode _node;

    public MeshServiceTests()
    {
        var network = new NetworkParameters
        {
            LayersPerEpoch = 3,
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = default,
            AddressPrefix = "sm",
        };
        _node = new ScriptedNode(network, _state);
        foreach (uint epoch in (uint[])[2, 3])
        {
            for (byte smesher = 1; smesher <= 3; smesher++)
                _node.Atxs.TryAdd(new EpochId(epoch), new AtxEntry(Atx(smesher), Id<NodeId>(smesher), Id<Address>(smesher), 100, 0, 10, 1), malicious: false);
        }

        // Two ATXs of one smesher, as only a malicious one has them.
        _node.Atxs.TryAdd(new EpochId(2), new AtxEntry(Atx(4), Id<NodeId>(1), Id<Address>(1), 100, 0, 10, 1), malicious: false);
    }

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Weak_coin_is_stored_and_counted()
    {
        _node.Mesh.SetWeakCoin(First, coin: true);
        Assert.True(_state.Layers.WeakCoin(First));
        Assert.Equal([$"on_weak_coin {First} True"], _node.Votes.Calls);
    }

    [Fact]
    public void Hare_output_is_reported_before_its_layer_is_applied()
    {
        var block = Block(First, Share(1, 1), Share(2, 3));
        Await.Now(_node.Mesh.AddBlockAsync(block));
        _node.Votes.Results = [Result(First, verified: true, Seen(block, valid: true))];
        _node.Events.All.Clear();
        Await.Now(_node.Mesh.ProcessHareOutputAsync(First, block.ComputeId(), executed: false));
        Assert.Equal(
            [nameof(LayerUpdated), nameof(StatusChanged), nameof(AccountChanged), nameof(AccountChanged), nameof(RewardPaid), nameof(RewardPaid), nameof(LayerUpdated)],
            _node.Events.All.Select(happened => happened.GetType().Name));
        Assert.Equal(new LayerUpdated(First, LayerProgress.Approved), _node.Events.All[0]);
        Assert.Equal(new LayerUpdated(First, LayerProgress.Applied), _node.Events.All[^1]);
        Assert.Equal(First, _node.Mesh.Applied);
    }

    [Fact]
    public void Rewards_are_paid_by_exact_shares_and_the_rest_is_burnt()
    {
        // Index 1 of the issuance (spec 06 §18).
        var block = Block(First, Share(1, 1, 10), Share(2, 9, 10));
        Apply(First, block);
        Assert.Equal(47_761_829_620ul, Assert.Single(_state.Rewards.OfSmesher(Id<NodeId>(1))).TotalReward);
        Assert.Equal(429_856_466_585ul, Assert.Single(_state.Rewards.OfSmesher(Id<NodeId>(2))).TotalReward);
        Assert.Equal(429_856_466_585ul, _state.Accounts.Latest(Id<Address>(2)).Balance);
    }

    [Fact]
    public void Layer_without_block_issues_nothing()
    {
        _node.Votes.Results = [Result(First, verified: true)];
        Await.Now(_node.Mesh.ProcessLayerAsync(First));
        Assert.Equal(Blake3.Hash([]), _state.Layers.StateHash(First));
        Assert.Empty(_state.Accounts.All());
    }

    [Theory]
    [InlineData("zero denominator")]
    [InlineData("no weight")]
    [InlineData("same smesher twice")]
    [InlineData("unknown transaction")]
    public void Block_that_cannot_be_executed_leaves_the_state_as_it_is(string fault)
    {
        var block = fault switch
        {
            "zero denominator" => Block(First, Share(1, 1, 0)),
            "no weight" => Block(First, Share(1, 0), Share(2, 0)),
            "same smesher twice" => Block(First, Share(1, 1), Share(4, 1)),
            _ => Block(First, Share(1, 1)) with { TxIds = new[] { Id<TransactionId>(9) }.ToScaleList() },
        };
        Await.Now(_node.Mesh.AddBlockAsync(block));
        _node.Votes.Results = [Result(First, verified: true, Seen(block, valid: true))];
        Assert.Throws<ExecutionException>(() => Await.Now(_node.Mesh.ProcessLayerAsync(First)));
        Assert.Equal(_node.Network.EffectiveGenesis, _node.Mesh.Applied);
        Assert.Null(_state.Layers.StateHash(First));
        Assert.Empty(_state.Accounts.All());
        Assert.DoesNotContain(_node.Votes.Calls, call => call.StartsWith("on_applied", StringComparison.Ordinal));
    }

    [Fact]
    public void Block_that_is_counted_but_not_stored_yet_is_missing()
    {
        var block = Block(First, Share(1, 1));
        _node.Votes.Results = [Result(First, verified: true, Seen(block, valid: true))];
        var missing = Assert.Throws<MissingBlocksException>(() => Await.Now(_node.Mesh.ProcessLayerAsync(First)));
        Assert.Equal([block.ComputeId()], missing.Blocks);
    }

    [Fact]
    public void First_layer_executed_before_a_stop_is_executed_again_after_it()
    {
        var block = Block(First, Share(1, 1));
        var plan = new BlockPlan(First, 0, block.Rewards, default, default, Optimistic: true);
        Await.Now(_node.Mesh.ExecuteAsync(plan));
        Assert.NotEmpty(_state.Rewards.OfSmesher(Id<NodeId>(1)));
        _node.Restart();
        Assert.Empty(_state.Rewards.OfSmesher(Id<NodeId>(1)));
        Assert.Null(_state.Layers.StateHash(First));
        Apply(First, block);
        Assert.Single(_state.Rewards.OfSmesher(Id<NodeId>(1)));
    }

    [Fact]
    public void Optimistic_execution_that_came_to_nothing_gives_way_to_the_certified_block()
    {
        var plan = new BlockPlan(First, 0, Block(First, Share(1, 1)).Rewards, default, default, Optimistic: true);
        Await.Now(_node.Mesh.ExecuteAsync(plan));
        Apply(First, Block(First, Share(2, 1)));
        Assert.Empty(_state.Rewards.OfSmesher(Id<NodeId>(1)));
        Assert.Single(_state.Rewards.OfSmesher(Id<NodeId>(2)));
    }

    [Fact]
    public void Late_block_that_turns_out_valid_replaces_an_empty_layer_and_all_after_it()
    {
        var second = Block(First.Add(1), Share(2, 1));
        _node.Votes.Results = [Result(First, verified: true)];
        Await.Now(_node.Mesh.ProcessLayerAsync(First));
        Apply(First.Add(1), second);
        var late = Block(First, Share(3, 1));
        Await.Now(_node.Mesh.AddBlockAsync(late));
        _node.Votes.Results = [Result(First, verified: true, Seen(late, valid: true)), Result(First.Add(1), verified: true, Seen(second, valid: true))];
        Await.Now(_node.Mesh.ProcessLayerAsync(First.Add(1)));
        Assert.Equal(late.ComputeId(), _state.Layers.Applied(First));
        Assert.Equal(second.ComputeId(), _state.Layers.Applied(First.Add(1)));
        Assert.Single(_state.Rewards.OfSmesher(Id<NodeId>(3)));
        Assert.Single(_state.Rewards.OfSmesher(Id<NodeId>(2)));
    }

    [Fact]
    public void Missing_blocks_of_several_layers_are_fetched_together_in_the_background()
    {
        var scheduler = new VirtualScheduler();
        using var stop = new CancellationTokenSource();
        scheduler.Run(async () =>
        {
            var loop = _node.Mesh.RunAsync(stop.Token);
            foreach (uint layer in (uint[])[6, 7])
            {
                var missing = Block(new LayerId(layer), Share(1, layer));
                _node.Votes.Results = [Result(new LayerId(layer), verified: false, Seen(missing, valid: false, data: false))];
                await Assert.ThrowsAsync<MissingBlocksException>(() => _node.Mesh.ProcessHareOutputAsync(new LayerId(layer), missing.ComputeId(), executed: false));
            }

            await Task.Delay(TimeSpan.FromSeconds(1), scheduler.TimeProvider);
            stop.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
        });
        var fetched = Assert.Single(_node.Fetches.Fetched);
        Assert.Equal(ObjectKind.Block, fetched.Kind);
        Assert.Equal(2, fetched.Ids.Length);
        Assert.Empty(_node.Mesh.MissingBlocks);
    }

    [Fact]
    public void Fetch_that_fails_does_not_end_the_fetching()
    {
        var scheduler = new VirtualScheduler();
        using var stop = new CancellationTokenSource();
        _node.Fetches.Answer = (kind, ids) => Task.FromException(new ObjectFetchException(kind, ids.ToDictionary(id => id, _ => Verdict.Ignore("nobody has it"))));
        scheduler.Run(async () =>
        {
            var loop = _node.Mesh.RunAsync(stop.Token);
            var missing = Block(First, Share(1, 1));
            _node.Votes.Results = [Result(First, verified: false, Seen(missing, valid: false, data: false))];
            for (int i = 0; i < 2; i++)
            {
                await Assert.ThrowsAsync<MissingBlocksException>(() => _node.Mesh.ProcessHareOutputAsync(First, missing.ComputeId(), executed: false));
                await Task.Delay(TimeSpan.FromSeconds(1), scheduler.TimeProvider);
            }

            Assert.False(loop.IsCompleted);
            stop.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
        });
        Assert.Equal(2, _node.Fetches.Fetched.Count);
    }

    [Fact]
    public void Layers_far_apart_are_remembered_until_the_gap_closes()
    {
        _node.Votes.Results = [];
        foreach (uint layer in (uint[])[9, 7, 8])
            Await.Now(_node.Mesh.ProcessLayerAsync(new LayerId(layer)));
        Assert.Equal(_node.Network.EffectiveGenesis, _node.Mesh.Processed);
        Await.Now(_node.Mesh.ProcessLayerAsync(First));
        Assert.Equal(new LayerId(9), _node.Mesh.Processed);
        Assert.Equal(new LayerId(9), _state.Layers.LastProcessed());
    }

    [Fact]
    public void Certificate_reaches_the_counting()
    {
        _node.Mesh.NoteCertified(First, Id<BlockId>(7));
        Assert.Equal([$"on_hare_output {First} {Id<BlockId>(7).ToHex()}"], _node.Votes.Calls);
    }

    private static T Id<T>(byte number)
        where T : struct, IFixedBytes<T>
    {
        byte[] bytes = new byte[T.Size];
        bytes[^1] = number;
        return T.FromBytes(bytes);
    }

    private static AtxId Atx(byte number) => Id<AtxId>((byte)(number + 100));

    private static AnyReward Share(byte smesher, ulong weight, ulong denominator = 1) => new(Atx(smesher), new RatNum(weight, denominator));

    private static Block Block(LayerId layer, params AnyReward[] rewards) => new(layer, 0, rewards.ToScaleList(), default);

    private static BlockResult Seen(Block block, bool valid, bool data = true) =>
        new(block.ToVote(block.ComputeId()), Data: data, Hare: true, Valid: valid, Invalid: false, Local: false);

    private static LayerResult Result(LayerId layer, bool verified, params BlockResult[] blocks) => new(layer, verified, Opinion, blocks);

    private void Apply(LayerId layer, Block block)
    {
        Await.Now(_node.Mesh.AddBlockAsync(block));
        _node.Votes.Results = [Result(layer, verified: true, Seen(block, valid: true))];
        Await.Now(_node.Mesh.ProcessLayerAsync(layer));
    }
}
