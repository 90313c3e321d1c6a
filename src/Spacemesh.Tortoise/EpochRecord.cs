using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>An epoch's counted weight, median height and beacon.</summary>
internal sealed class EpochRecord
{
    public Fixed Weight { get; set; }

    public ulong Height { get; set; }

    public Beacon? Beacon { get; set; }
}
