namespace Spacemesh.Ports.Smeshing;

/// <summary>What a caller can do about a PoST service's failure.</summary>
public enum PostProviderFailure
{
    /// <summary>The connection ended: wait until the service is connected again and repeat.</summary>
    Closed,

    /// <summary>The service reported an error, or answered with something that is none of its answers.</summary>
    Failed,
}
