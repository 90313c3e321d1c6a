namespace Spacemesh.Activation;

/// <summary>Which indices of a proof are checked (spec 04 §10).</summary>
public enum PostScope
{
    /// <summary>Every index.</summary>
    All,

    /// <summary>The node's own sample of K3 indices.</summary>
    Sample,
}
