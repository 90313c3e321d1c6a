namespace Spacemesh.Post.RandomX;

/// <summary>Who computes RandomX.</summary>
public enum RandomXImplementation
{
    /// <summary>The library where it is installed, else our own.</summary>
    Automatic,

    /// <summary>The system's <c>librandomx</c>.</summary>
    Library,

    /// <summary>Our own, in managed code.</summary>
    Managed,
}
