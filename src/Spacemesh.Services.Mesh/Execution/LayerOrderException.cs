using Spacemesh.Primitives;

namespace Spacemesh.Services.Mesh.Execution;

/// <summary>A layer that is not the one after the last applied (spec 06 §12.4). Nothing was done.</summary>
public sealed class LayerOrderException : InvalidOperationException
{
    public LayerOrderException(LayerId layer, LayerId applied)
        : base(layer <= applied ? $"layer already applied: {layer}" : $"layers not applied in order: {layer}, instate {applied}")
    {
    }

    public LayerOrderException()
    {
    }

    public LayerOrderException(string message)
        : base(message)
    {
    }

    public LayerOrderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
