using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>Everything around an ATX builder, on virtual time; tests replace what they need.</summary>
internal sealed class BuilderWorld
{
    public BuilderWorld(VirtualScheduler scheduler, SmeshingOptions options, TimeSpan verificationTakes = default, TimeProvider? time = null)
    {
        Options = options;
        Scheduler = scheduler;
        Time = time ?? scheduler.TimeProvider;
        Alarm = new WallAlarm(Time);
        Verification = new FakePostVerification(Alarm, verificationTakes);
        Events = new EventLog(Time);
        Gossip = Network.Join("local");
    }

    public VirtualScheduler Scheduler { get; }

    public TimeProvider Time { get; }

    public WallAlarm Alarm { get; }

    public SmeshingOptions Options { get; set; }

    public MemoryLocalDatabase Local { get; set; } = new();

    public MemoryStateDatabase State { get; set; } = new();

    public ConsensusCache Atxs { get; set; } = new();

    public FakeGossip Network { get; } = new();

    public IGossip Gossip { get; set; }

    public SyncedNode Sync { get; } = new();

    public FakePoets Poets { get; set; } = new();

    public IPostProviders Providers { get; set; } = new PostProviderRegistry(true);

    public FakePostVerification Verification { get; }

    public IAtxChainVerifier Chains { get; set; } = new FakeChains();

    public IAtxDrafts Drafts { get; set; } = new MemoryDrafts();

    public EventLog Events { get; }

    public QuietObserver Proving { get; } = new();

    public PostStates PostStates { get; } = new();

    public IRandomSource Random { get; set; } = new SeededRandom(1);

    public ILogger Log { get; set; } = TestLog.Factory().CreateLogger("builder");

    public BuilderContext Context() => new()
    {
        Options = Options,
        Alarm = Alarm,
        Local = Local,
        State = State,
        Atxs = Atxs,
        Gossip = Gossip,
        Sync = Sync,
        Poets = Poets,
        Providers = Providers,
        Verification = Verification,
        Chains = Chains,
        Drafts = Drafts,
        Events = Events,
        Proving = Proving,
        PostStates = PostStates,
        Random = Random,
        Log = Log,
    };
}
