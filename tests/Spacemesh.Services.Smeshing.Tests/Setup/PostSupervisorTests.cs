using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Verification;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Setup;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Verification;

namespace Spacemesh.Services.Smeshing.Tests.Setup;

/// <summary>The service in this process over real data. Labels and proofs run on real tasks, so these tests wait for what happens, never for a time.</summary>
public sealed class PostSupervisorTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("post-supervisor").FullName;
    private readonly EdSigner _key = Signing.DoppelgangerWatchTests.Key(9);
    private readonly PostProviderRegistry _registry = new(true);
    private BuilderWorld _world = null!;
    private AtxBuilder _builder = null!;
    private PostVerificationService _verification = null!;
    private PostSupervisor _supervisor = null!;
    private SmeshingControl _control = null!;
    private int _lists;

    public async ValueTask InitializeAsync()
    {
        var options = Testbed.Options(Testbed.Network(10, TimeSpan.FromSeconds(60)));
        _world = new BuilderWorld(new VirtualScheduler(), options) { Providers = _registry };
        var context = _world.Context();
        _builder = new AtxBuilder(context);
        var randomX = await RealPost.LightAsync();
        _verification = new PostVerificationService(
            new PostVerificationOptions { Post = options.Post, Seed = "peer"u8.ToArray() }, new ProofVerifier(options.Post, LabelEngines.Best(), randomX), new InlineWorkPool(), NullLogger.Instance);
        var pool = new InlineWorkPool();
        var pow = new LocalPowSource(_ => ValueTask.FromResult(randomX), pool);
        _supervisor = new PostSupervisor(
            new PostSupervisorContext
            {
                Network = options.Post, Devices = Listed, Prover = new Prover(options.Post, pow, pool), Proving = new ProvingOptions { Nonces = 16 },
                Verification = _verification, Pool = pool, Random = new SeededRandom(1), Time = TimeProvider.System, Alarm = _world.Alarm, Events = _world.Events,
                Log = NullLogger.Instance,
            },
            context, _builder, _registry);
        _control = new SmeshingControl(
            context, _builder, _registry, _supervisor, new PostSetupOptions { DataFolder = _folder, Units = 2, ProviderId = LabelProvider.CpuId, ComputeBatchSize = 64 },
            (new PlainSigner(_key), "local.key"), () => [LabelProvider.Cpu], pool, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _supervisor.StopAsync(deleteFiles: false);
        await _verification.DisposeAsync();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Service_makes_its_data_proves_and_ends()
    {
        await _supervisor.StartAsync(Options(2), new PlainSigner(_key), "local.key");
        var provider = await RunningAsync();
        Assert.Equal(PostSetupState.Complete, _supervisor.Setup.Report.State);
        // The processor is used without looking for devices.
        Assert.Equal(0, _lists);
        Assert.Equal(_key.NodeId, (await provider.InfoAsync()).Identity);
        Assert.Same(provider, _registry.Find(_key.NodeId));
        Assert.Equal([_key.NodeId], _builder.Identities);
        var proof = await provider.ProveAsync(Hash32.FromBytes(Testbed.Padded("aa")));
        var metadata = new PostProofMetadata(_key.NodeId, Testbed.Golden, Hash32.FromBytes(Testbed.Padded("aa")), 2);
        Assert.True((await _verification.VerifyAsync(new ProofRequest(proof.Proof, metadata, IndexSelection.All))).IsValid);
        Assert.NotNull(proof.Info.VrfNonce);
        Assert.NotNull(provider.LastDuration);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _supervisor.StartAsync(Options(2), new PlainSigner(_key), "local.key"));
        Assert.Throws<PostDataException>(() => PostFolderLock.Acquire(new PostDataDirectories(_folder)));
        await _supervisor.StopAsync(deleteFiles: false);
        Assert.Null(_registry.Find(_key.NodeId));
        await Assert.ThrowsAsync<Ports.Smeshing.PostProviderException>(() => provider.ProveAsync(default));
        PostFolderLock.Acquire(new PostDataDirectories(_folder)).Dispose();
        Assert.Equal(
            ["InitialisationStarted", "InitialisationCompleted", "PostServiceStarted", "PostServiceStopped"],
            _world.Events.Of<UserEvent>().Select(happened => happened.GetType().Name));
    }

    [Fact]
    public async Task Damaged_data_gives_no_proof_and_is_found_by_the_patrol()
    {
        await _supervisor.StartAsync(Options(2), new PlainSigner(_key), "local.key");
        var provider = await RunningAsync();
        string file = Path.Combine(_folder, "postdata_0.bin");
        byte[] labels = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, [.. labels.Select(label => (byte)(label ^ 0x5a))]);
        var failure = await Assert.ThrowsAsync<Ports.Smeshing.PostProviderException>(() => provider.ProveAsync(Hash32.FromBytes(Testbed.Padded("ab"))));
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
        var patrol = new DataPatrol(
            new PostDataDirectories(_folder), _world.Options.Post.Scrypt, 100, new InlineWorkPool(), new SeededRandom(1), _world.Alarm, () => false, _world.Events, NullLogger.Instance);
        Assert.IsType<Spacemesh.Post.Initialization.DataVerdict.Invalid>(await patrol.LookAsync(100, CancellationToken.None));
        Assert.Contains("postdata_0.bin", Assert.Single(_world.Events.Of<PostDataDamaged>()).Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_preparation_is_told_and_the_node_lives()
    {
        await _supervisor.StartAsync(Options(99), new PlainSigner(_key), "local.key");
        Assert.Contains("NumUnits", _supervisor.Fault, StringComparison.Ordinal);
        Assert.Equal(PostSetupState.Error, _supervisor.Setup.Report.State);
        await _supervisor.StopAsync(deleteFiles: false);
        await _supervisor.StartAsync(Options(2), new PlainSigner(_key), "local.key");
        await RunningAsync();
        Assert.Null(_supervisor.Fault);
    }

    [Fact]
    public async Task Service_of_the_identity_that_is_connected_already_is_not_replaced()
    {
        using var other = _registry.TryRegister(new TimedProvider(new(_key.NodeId, default, 1, 2, 64), _world.Alarm, _ => throw new NotSupportedException()));
        await _supervisor.StartAsync(Options(2), new PlainSigner(_key), "local.key");
        await EndedAsync();
        Assert.Equal("post service already registered", _supervisor.Fault);
    }

    [Fact]
    public async Task Control_starts_stops_and_deletes_as_the_API_wants_it()
    {
        var request = new PostSetupRequest(_folder, 2, 4294967296, null, false);
        Assert.False(_control.IsSmeshing);
        var notStarted = await Assert.ThrowsAsync<SmeshingException>(() => _control.StopAsync(false));
        Assert.Equal("failed to stop smeshing: not started", notStarted.Message);
        await _control.StartAsync(default, request);
        Assert.True(_control.IsSmeshing);
        await RunningAsync();
        var twice = await Assert.ThrowsAsync<SmeshingException>(() => _control.StartAsync(default, request));
        Assert.Equal("failed to start post supervisor: post service already started", twice.Message);
        Assert.Equal(_key.NodeId, Assert.Single(_control.PostStates()).Id);
        Assert.Equal(LabelProvider.CpuId, Assert.Single(await _control.ProvidersAsync(benchmark: false)).Id);
        Assert.NotEmpty(Directory.GetFiles(_folder, "postdata_0.bin"));
        await _control.StopAsync(deleteFiles: true);
        Assert.False(_control.IsSmeshing);
        Assert.Empty(Directory.GetFiles(_folder, "postdata_0.bin"));
        Assert.Equal(PostSetupState.NotStarted, _control.PostSetup.State);
    }

    [Fact]
    public async Task Remote_set_up_and_missing_service_refuse_to_start()
    {
        var request = new PostSetupRequest(_folder, 2, 4096, null, false);
        var remote = new SmeshingControl(_world.Context(), _builder, _registry, _supervisor, Options(2), null, () => [], new InlineWorkPool(), TimeProvider.System);
        Assert.False(remote.IsSupervised);
        var refusal = await Assert.ThrowsAsync<SmeshingException>(() => remote.StartAsync(default, request));
        Assert.Equal((SmeshingFault.NotConfigured, "node is not configured for supervised smeshing"), (refusal.Fault, refusal.Message));
        var early = new SmeshingControl(_world.Context(), _builder, _registry, null, null, (new PlainSigner(_key), "local.key"), () => [], new InlineWorkPool(), TimeProvider.System);
        Assert.Equal("post supervisor config is not set", (await Assert.ThrowsAsync<SmeshingException>(() => early.StartAsync(default, request))).Message);
    }

    private PostSetupOptions Options(uint units) => new() { DataFolder = _folder, Units = units, ProviderId = LabelProvider.CpuId, ComputeBatchSize = 64 };

    private IReadOnlyList<LabelProvider> Listed()
    {
        _lists++;
        return [LabelProvider.Cpu];
    }

    private async Task<InProcessPostProvider> RunningAsync()
    {
        while (_supervisor.Provider is null)
        {
            Assert.Null(_supervisor.Fault);
            await Task.Yield();
        }

        return _supervisor.Provider;
    }

    private async Task EndedAsync()
    {
        while (_supervisor.Fault is null)
            await Task.Yield();
    }
}
