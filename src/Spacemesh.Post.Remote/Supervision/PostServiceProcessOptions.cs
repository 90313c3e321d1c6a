namespace Spacemesh.Post.Remote.Supervision;

/// <summary>A PoST service that runs as a child process of the node.</summary>
public sealed record PostServiceProcessOptions
{
    /// <summary>The program.</summary>
    public required string Command { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Pause before it is started again; each time it lived less than <see cref="GoodLife"/> the pause doubles, up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A process that lived so long did its work.</summary>
    public TimeSpan GoodLife { get; init; } = TimeSpan.FromMinutes(10);
}
