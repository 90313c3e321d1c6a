using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Building;

/// <summary>The mesh hash that a proposal names, for the block generator's optimistic filtering (spec 06 §16).</summary>
public static class MeshHash
{
    /// <summary>
    /// The opinion on the layer before, where everything up to it is settled here: verified, or with hare output within
    /// <paramref name="hdist"/> layers; zeros where something is open.
    /// </summary>
    public static Hash32 Choose(
        LayerId layer, LayerId effectiveGenesis, uint hdist, LayerId verified, Func<LayerId, bool> hasHareOutput, Func<LayerId, Hash32?> aggregatedHash)
    {
        ArgumentNullException.ThrowIfNull(hasHareOutput);
        ArgumentNullException.ThrowIfNull(aggregatedHash);
        ulong reach = hdist + 1ul;
        var settled = LayerId.Greater(layer.Value > reach ? new LayerId((uint)(layer.Value - reach)) : default, effectiveGenesis);
        if (settled > verified)
            return default;
        for (ulong open = settled.Value + 1ul; open < layer.Value; open++)
        {
            if (!hasHareOutput(new LayerId((uint)open)))
                return default;
        }

        return layer.Value == 0 ? default : aggregatedHash(layer.Sub(1)) ?? default;
    }
}
