using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Setup;

/// <summary>What the PoST service inside this process works with.</summary>
public sealed record PostSupervisorContext
{
    public required PostConfig Network { get; init; }

    /// <summary>Devices that compute labels.</summary>
    public required Func<IReadOnlyList<LabelProvider>> Devices { get; init; }

    public required Prover Prover { get; init; }

    public required ProvingOptions Proving { get; init; }

    public required IPostVerification Verification { get; init; }

    /// <summary>Cores for labels and the background look.</summary>
    public required IWorkPool Pool { get; init; }

    public required IRandomSource Random { get; init; }

    public required TimeProvider Time { get; init; }

    public required WallAlarm Alarm { get; init; }

    public required IEventSink Events { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>A service outside this process in place of the one inside; null, or a null result, proves in this process.</summary>
    public Func<PostSetupOptions, IPostServiceRunner?>? Runner { get; init; }

    /// <summary>Share of the data that is looked at in the background, in percent a day.</summary>
    public double PatrolPercentADay { get; init; } = 0.01;
}
