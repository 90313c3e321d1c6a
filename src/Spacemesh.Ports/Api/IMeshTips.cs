using Spacemesh.Primitives;

namespace Spacemesh.Ports.Api;

/// <summary>How far the mesh is, from memory (spec 09a §5.3).</summary>
public interface IMeshTips
{
    /// <summary>The latest layer of which anything is known.</summary>
    LayerId Latest { get; }

    /// <summary>The latest layer whose block is applied to the state.</summary>
    LayerId Applied { get; }

    /// <summary>The latest layer that tortoise processed.</summary>
    LayerId Processed { get; }
}
