using Spacemesh.Post;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing;

/// <summary>What the ATX builder is told (spec 04 §1.3). Every property validates itself and throws <see cref="InvalidOptionException"/>.</summary>
public sealed record SmeshingOptions
{
    public required NetworkParameters Network { get; init; }

    public required PoetTimes Poet { get; init; }

    public PostConfig Post { get; init; } = new();

    /// <summary>Leaves in a tick, at least 1.</summary>
    public ulong TickSize
    {
        get;
        init => field = value >= 1 ? value : throw new InvalidOptionException("main.tick-size", "0 leaves make no tick");
    } = 100;

    public AtxVersionSchedule AtxVersions { get; init; } = AtxVersionSchedule.Default;

    /// <summary>ATXs received longer ago have valid PoSTs; zero says so of all, null of none.</summary>
    public TimeSpan? PostValidDelay
    {
        get;
        init => field = value is null || value >= TimeSpan.Zero ? value : throw new InvalidOptionException("main.post-valid-delay", $"{value} is negative");
    } = TimeSpan.FromHours(12);

    /// <summary>How often an epoch's own ATX is gossiped again; zero for never.</summary>
    public TimeSpan RegossipInterval
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new InvalidOptionException("main.regossip-atx-interval", $"{value} is negative");
    }

    /// <summary>Pause after PoETs failed; the reference takes <c>hare3.preround-delay</c>.</summary>
    public TimeSpan PoetRetryInterval
    {
        get;
        init => field = Positive(value, nameof(PoetRetryInterval));
    } = TimeSpan.FromSeconds(25);

    /// <summary>Pause between two looks for a PoST service that is not connected.</summary>
    public TimeSpan PostServiceRetryInterval
    {
        get;
        init => field = Positive(value, nameof(PostServiceRetryInterval));
    } = TimeSpan.FromSeconds(2);

    /// <summary>First pause after a refused publication; each next one is twice as long, up to <see cref="LongestPublishPause"/>.</summary>
    public TimeSpan PublishPause
    {
        get;
        init => field = Positive(value, nameof(PublishPause));
    } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPublishPause
    {
        get;
        init => field = Positive(value, nameof(LongestPublishPause));
    } = TimeSpan.FromMinutes(1);

    private static TimeSpan Positive(TimeSpan value, string key) =>
        value > TimeSpan.Zero ? value : throw new InvalidOptionException(key, $"{value} is not above zero");
}
