namespace Spacemesh.Post.Remote.PowService;

/// <summary>How a PoST service uses <c>k2pow-service</c> workers.</summary>
public sealed record RemotePowOptions
{
    /// <summary>A worker, or a load balancer that keeps <c>/job/{miner}/{group}</c> on one worker.</summary>
    public required Uri Address
    {
        get;
        init => field = value is { IsAbsoluteUri: true, Scheme: "http" or "https" } ? value : throw new InvalidOptionException("remote-k2pow", $"'{value}' is not an http or https address");
    }

    /// <summary>Nonce groups that are asked for at a time.</summary>
    public int Parallelism
    {
        get;
        init => field = value is > 0 and <= 256 ? value : throw new InvalidOptionException("remote-k2pow-parallelism", $"{value} is not between 1 and 256");
    } = 5;

    /// <summary>Pause before a group is asked for again.</summary>
    public TimeSpan Backoff
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new InvalidOptionException("remote-k2pow-backoff", $"{value} is not above zero");
    } = TimeSpan.FromSeconds(5);
}
