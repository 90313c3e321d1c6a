using Spacemesh.Dashboard;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory;

namespace Spacemesh.Node.Tests.Live;

/// <summary>The dashboard in a browser: what it shows in the states that its readers meet.</summary>
[Collection(AloneCollection.Name)]
public sealed class DashboardTests(LiveNode live)
{
    private static readonly NodeId Smesher = NodeId.FromBytes(Enumerable.Repeat((byte)7, 32).ToArray());

    [Fact]
    public async Task Mining_node_showsItsSlotsAndRewards()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        await live.StartAsync();
        await live.SaidAsync("proposal created");
        await live.SaidAsync("candidate layer is verified");
        var address = new Uri($"http://127.0.0.1:{live.Dashboard}/");
        await using var browser = await Browser.OpenAsync(address);
        await browser.ShownAsync("in sync");
        string page = await browser.ShownAsync("Proposal Published");
        Assert.Contains("local.key", page, StringComparison.Ordinal);
        Assert.Contains("class=\"slots\"", page, StringComparison.Ordinal);
        await ShootAsync(browser, address, "mining", "in sync");
    }

    [Theory]
    [InlineData("initialising", "The PoST data is being written")]
    [InlineData("proving", "A PoST proof is being made")]
    [InlineData("failed", "The PoST proof failed")]
    [InlineData("stalled", "layers behind the clock")]
    [InlineData("poet down", "no PoET has taken the registration")]
    [InlineData("clock off", "clock and the node's differ")]
    public async Task State_isSaidInWords(string state, string words)
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        // The browser's clock is the machine's: a node whose clock is off is one whose time is another.
        TimeProvider time = state == "clock off" ? new ShiftedTime(TimeSpan.FromMinutes(-10)) : TimeProvider.System;
        var now = time.GetUtcNow();
        var network = new NetworkParameters
        {
            LayersPerEpoch = 10,
            LayerDuration = TimeSpan.FromMinutes(1),
            GenesisTime = now.AddMinutes(-60),
            GoldenAtx = default,
            AddressPrefix = "stest",
        };
        var events = new EventBus(time);
        var smeshing = new OneIdentity(
            state == "proving",
            new PostSetupReport(state == "initialising" ? PostSetupState.InProgress : PostSetupState.Complete, 400, new PostSetupRequest("/data/post", 4, 4096, 0, false)));
        await using var server = await DashboardServer.StartAsync(
            new DashboardSources
            {
                Clock = new LayerClock(network, time),
                State = new MemoryStateDatabase(),
                Mesh = new Tips(new LayerId(state == "stalled" ? 40u : 60u)),
                Sync = new InSync(),
                Events = events,
                Smeshing = smeshing,
            },
            new DashboardOptions { Listener = DashboardOptions.ParseListener("127.0.0.1:0"), NetworkName = "testnet", Version = "v0", LabelsWanted = 1024 },
            time);
        foreach (var happened in EventsOf(state, now))
            events.Publish(happened);
        await using var browser = await Browser.OpenAsync(server.Address);
        Assert.Contains(words, await browser.ShownAsync(words), StringComparison.Ordinal);
        await ShootAsync(browser, server.Address, state.Replace(' ', '-'), words);
    }

    /// <summary>Pictures of a state, as wide as a screen and as a phone, for those who ask for them (docs/node.md).</summary>
    private static async Task ShootAsync(Browser browser, Uri address, string name, string words)
    {
        if (Environment.GetEnvironmentVariable("DASHBOARD_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        await browser.ShootAsync(Path.Combine(folder, $"{name}.png"));
        await using var phone = await Browser.OpenAsync(address, width: 400, height: 1600);
        await phone.ShownAsync(words);
        await phone.ShootAsync(Path.Combine(folder, $"{name}-phone.png"));
    }

    private static IEnumerable<NodeEvent> EventsOf(string state, DateTimeOffset now) => state switch
    {
        "initialising" => [new InitialisationStarted(Smesher, default)],
        "proving" => [new PostStarted(Smesher, default)],
        "failed" => [new PostFailed(Smesher)],
        "poet down" => [new PoetRoundAwaited(Smesher, new EpochId(6), new EpochId(7), now.AddMinutes(-5))],
        _ => [],
    };

    private sealed class OneIdentity(bool proves, PostSetupReport setup) : ISmeshingControl
    {
        public bool IsSupervised => true;

        public bool IsSmeshing => true;

        public IReadOnlyList<NodeId> Identities => [Smesher];

        public Address Coinbase { get; set; }

        public PostSetupReport PostSetup => setup;

        public Task StartAsync(Address coinbase, PostSetupRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task StopAsync(bool deleteFiles, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<PostProviderReport>> ProvidersAsync(bool benchmark, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public IReadOnlyList<PostIdentityReport> PostStates() => [new PostIdentityReport(Smesher, "local.key", proves)];
    }

    private sealed record Tips(LayerId Applied) : IMeshTips
    {
        public LayerId Latest => Applied;

        public LayerId Processed => Applied;
    }

    private sealed class InSync : ISyncStatus
    {
        public bool IsAtxSynced => true;

        public bool ListensToGossip => true;

        public bool IsSynced => true;
    }

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
    }
}
