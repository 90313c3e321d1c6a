using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>Asks for aggregated hashes of layers (spec 08 §6.5).</summary>
public readonly record struct MeshHashRequest(LayerId From, LayerId To, uint Step) : IScaleType<MeshHashRequest>
{
    /// <summary>Hashes that one request may ask for.</summary>
    public const int MaxCount = 100;

    public static int MinSize => 3;

    /// <summary>How many layers are asked for: every step from the first on, and always the last; 0 for a step of 0 and for ends in the wrong order.</summary>
    public ulong Count
    {
        get
        {
            if (Step == 0 || To < From)
                return 0;
            uint span = To.Value - From.Value;
            return ((ulong)span / Step) + 1 + (span % Step == 0 ? 0UL : 1);
        }
    }

    /// <summary>A request for both ends and as many layers between as fit evenly (spec 08 §6.5).</summary>
    public static MeshHashRequest Between(LayerId from, LayerId to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        return new(from, to, ((to.Value - from.Value) / (MaxCount - 1)) + 1);
    }

    /// <summary>What is wrong with the request, in the reference's words; null for a valid one (spec 08 §6.5).</summary>
    public string? Validate() =>
        Step == 0 ? "invalid request: By must not be zero"
        : To < From ? "invalid request: To before From"
        : Count > MaxCount ? "invalid request: number of layers requested exceeds maximum for one request"
        : null;

    public static MeshHashRequest Read(ref ScaleReader reader) => new(reader.Layer("From"), reader.Layer("To"), reader.C32("Step"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(From);
        writer.Layer(To);
        writer.C32(Step);
    }
}
