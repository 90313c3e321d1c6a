namespace Spacemesh.Post.RandomX;

/// <summary>How RandomX trades memory for speed; results are the same.</summary>
public enum RandomXMode
{
    /// <summary>256 MiB, and 2 MiB per thread.</summary>
    Light,

    /// <summary>2080 MiB, and 2 MiB per thread; several times faster once the dataset is computed.</summary>
    Fast,
}
