using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Post;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Services.Smeshing.Verification;

namespace Spacemesh.Services.Smeshing.Tests.Verification;

public sealed class PostVerificationTests : IAsyncLifetime
{
    private static readonly PostConfig Config = new() { MinNumUnits = 1, MaxNumUnits = 12, LabelsPerUnit = 64, K1 = 12, K2 = 4, K3 = 1, Scrypt = new ScryptParameters(2, 1, 1) };

    private RealPost _post = null!;
    private PostProof _proof = null!;
    private IRandomX _randomX = null!;

    private NodeId Identity { get; } = Testbed.Node("07");

    public async ValueTask InitializeAsync()
    {
        _post = await RealPost.CreateAsync("post-verification", Config, Identity, Testbed.Golden, 2);
        _proof = await _post.ProveAsync(default);
        _randomX = await RealPost.LightAsync();
    }

    public ValueTask DisposeAsync()
    {
        _post.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Good_and_bad_proofs_get_their_verdicts()
    {
        await using var service = Service(Options());
        Assert.True((await service.VerifyAsync(Request(_proof))).IsValid);
        Assert.Equal(ProofVerdictKind.Invalid, (await service.VerifyAsync(Request(_proof, units: 13))).Kind);
        var bad = await service.VerifyAsync(Request(Broken(), service.Sample));
        Assert.Contains(bad.Kind, new[] { ProofVerdictKind.Valid, ProofVerdictKind.InvalidIndex });
        Assert.Equal(ProofVerdictKind.InvalidIndex, (await service.VerifyAsync(Request(Broken()))).Kind);
    }

    [Fact]
    public async Task Verifying_disabled_takes_everything_and_warns_loudly()
    {
        var options = Options() with { Disabled = true };
        await using var service = Service(options);
        Assert.True((await service.VerifyAsync(Request(Broken()))).IsValid);
        Assert.Contains(options.Warnings(hasOpenPeers: true), warning => warning.StartsWith("PoST VERIFICATION IS OFF", StringComparison.Ordinal));
        Assert.Single(options.Warnings(hasOpenPeers: false));
        Assert.Empty(Options().Warnings(hasOpenPeers: true));
    }

    [Theory]
    [InlineData(0u, false, true)]
    [InlineData(1u, false, false)]
    [InlineData(4u, true, false)]
    [InlineData(9u, true, true)]
    public async Task Post_k3_decides_how_much_is_looked_at(uint k3, bool complete, bool warns)
    {
        var options = Options() with { Post = Config with { K3 = k3 } };
        await using var service = Service(options);
        Assert.Equal(complete, service.SampleIsComplete);
        Assert.Equal(warns, options.Warnings(hasOpenPeers: true).Count > 0);
        var verdict = await service.VerifyAsync(Request(Broken(), service.Sample));
        if (k3 == 0)
            Assert.True(verdict.IsValid);
        if (complete)
            Assert.Equal(ProofVerdictKind.InvalidIndex, verdict.Kind);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(10u, 0)]
    [InlineData(14u, 1)]
    [InlineData(2u, 1)]
    [InlineData(0x100au, 1)]
    public void Powflags_reach_RandomX_without_full_memory_and_strange_ones_warn(uint? flags, int warnings)
    {
        var options = Options() with { PowFlags = (RandomXFlags?)flags };
        Assert.Equal(warnings, options.Warnings(hasOpenPeers: true).Count);
        Assert.Equal(RandomXMode.Light, options.RandomX.Mode);
        Assert.False(options.RandomX.Flags?.HasFlag(RandomXFlags.FullMemory) ?? false);
        if (flags == 10)
            Assert.Equal(RandomXFlags.HardAes | RandomXFlags.Jit, options.RandomX.Flags);
    }

    [Fact]
    public void Worker_settings_are_checked_and_strange_ones_warn()
    {
        Assert.Equal("smeshing-opts-verifying-workers", Assert.Throws<InvalidOptionException>(() => Options() with { Workers = 0 }).Key);
        Assert.Equal("smeshing-opts-verifying-min-workers", Assert.Throws<InvalidOptionException>(() => Options() with { MinWorkers = -1 }).Key);
        Assert.Single((Options() with { MinWorkers = 0 }).Warnings(hasOpenPeers: true));
        Assert.Single((Options() with { MinWorkers = 9 }).Warnings(hasOpenPeers: true));
    }

    [Fact]
    public async Task Workers_shrink_while_any_own_proof_is_made()
    {
        await using var service = Service(Options());
        var (one, two) = (Testbed.Node("01"), Testbed.Node("02"));
        Assert.Equal(5, service.Workers);
        service.ProvingStarted(one);
        Assert.Equal(1, service.Workers);
        service.ProvingStarted(two);
        service.ProvingEnded(one);
        Assert.Equal(1, service.Workers);
        service.ProvingEnded(two);
        Assert.Equal(5, service.Workers);
        // However often it is told: there is no buffer that could overflow.
        for (int i = 0; i < 10_000; i++)
            service.ProvingStarted(one);
        service.ProvingEnded(one);
        Assert.Equal(5, service.Workers);
    }

    [Fact]
    public async Task Without_workers_callers_wait_and_are_served_when_one_comes()
    {
        await using var service = Service(Options());
        service.Scale(0);
        using var impatient = new CancellationTokenSource();
        var abandoned = service.VerifyAsync(Request(_proof), false, impatient.Token);
        var waiting = service.VerifyAsync(Request(Broken()));
        impatient.CancelHere();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        Assert.False(waiting.IsCompleted);
        service.Scale(1);
        Assert.Equal(ProofVerdictKind.InvalidIndex, (await waiting).Kind);
    }

    [Fact]
    public async Task Own_and_prioritised_proofs_go_first_and_full_queues_make_callers_wait()
    {
        var pool = new SlowPool();
        await using var service = Service(Options() with { Workers = 1, CacheSize = 0 }, pool);
        var order = new List<string>();
        async Task AskAsync(string name, NodeId node, bool first)
        {
            await service.VerifyAsync(Request(_proof, node: node), first);
            order.Add(name);
        }

        service.RegisterOwn(Identity);
        var other = Testbed.Node("55");
        var tasks = new List<Task> { AskAsync("running", other, false), AskAsync("other", other, false), AskAsync("waits for room", other, false), AskAsync("own", Identity, false), AskAsync("flagged", other, true) };
        while (tasks.Exists(task => !task.IsCompleted))
        {
            pool.Finish();
            await Task.Yield();
        }

        await Task.WhenAll(tasks);
        Assert.Equal("running", order[0]);
        Assert.True(order.IndexOf("own") < order.IndexOf("other"));
        Assert.True(order.IndexOf("other") < order.IndexOf("waits for room"));
    }

    [Fact]
    public async Task Closed_service_fails_waiting_and_later_calls()
    {
        var service = Service(Options());
        service.Scale(0);
        var waiting = Enumerable.Range(0, 8).Select(_ => service.VerifyAsync(Request(Broken()))).ToList();
        await service.DisposeAsync();
        foreach (var task in waiting)
            Assert.Contains("verifier is closed", (await Assert.ThrowsAsync<ObjectDisposedException>(() => task)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => service.VerifyAsync(Request(_proof)));
        await service.DisposeAsync();
    }

    [Fact]
    public async Task Same_proof_is_verified_once_and_another_of_the_same_challenge_is_not_mistaken_for_it()
    {
        var pool = new InlineWorkPool();
        await using var service = Service(Options(), pool);
        for (int i = 0; i < 3; i++)
            Assert.True((await service.VerifyAsync(Request(_proof))).IsValid);
        Assert.Equal(1, pool.Completed);
        Assert.False((await service.VerifyAsync(Request(Broken()))).IsValid);
        Assert.False((await service.VerifyAsync(Request(_proof, units: 1))).IsValid);
        Assert.Equal(3, pool.Completed);
    }

    private static PostVerificationOptions Options() => new() { Post = Config, Seed = "peer"u8.ToArray(), Workers = 5, MinWorkers = 1 };

    private PostVerificationService Service(PostVerificationOptions options, IWorkPool? pool = null) =>
        new(options, new ProofVerifier(options.Post, LabelEngines.Best(), _randomX), pool ?? new InlineWorkPool(), NullLogger.Instance);

    private ProofRequest Request(PostProof proof, IndexSelection? selection = null, uint units = 2, NodeId? node = null) =>
        new(proof, new PostProofMetadata(node ?? Identity, Testbed.Golden, default, units), selection ?? IndexSelection.All);

    /// <summary>Indices that point to bad labels.</summary>
    private PostProof Broken()
    {
        byte[] indices = new byte[_proof.Indices.Length];
        for (int i = 0; i < 256; i++)
        {
            Array.Fill(indices, (byte)i);
            var broken = _proof with { Indices = indices };
            using var verifier = new ProofVerifier(Config, LabelEngines.Best(), _randomX);
            if (verifier.Verify(broken, Request(broken).Metadata, IndexSelection.All) is { Kind: ProofVerdictKind.InvalidIndex, Ordinal: 0 })
                return broken;
        }

        throw new InvalidOperationException("every index is good");
    }

    /// <summary>Begins work when it is told to.</summary>
    private sealed class SlowPool : IWorkPool
    {
        private readonly Queue<Action> _waiting = new();

        public int Parallelism => 1;

        public ValueTask<T> RunAsync<T>(Func<CancellationToken, T> work, WorkPriority priority = WorkPriority.Normal, CancellationToken cancellationToken = default)
        {
            var done = new TaskCompletionSource<T>();
            _waiting.Enqueue(() => done.SetResult(work(cancellationToken)));
            return new ValueTask<T>(done.Task);
        }

        public void Finish()
        {
            if (_waiting.TryDequeue(out var work))
                work();
        }
    }
}
