using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Ports.State;

/// <summary>Hare outputs and certificates by layer and block (spec 10 §6.3).</summary>
public interface ICertificateStore
{
    /// <summary>Stores a certificate as valid, over whatever stood there.</summary>
    void Add(LayerId layer, Certificate certificate);

    /// <summary>Records hare's own output; a row that exists stays.</summary>
    void SetHareOutput(LayerId layer, BlockId block);

    /// <summary>Records an output that does not count; a row that exists stays.</summary>
    void SetHareOutputInvalid(LayerId layer, BlockId block);

    /// <summary>Does nothing for a missing row.</summary>
    void SetValid(LayerId layer, BlockId block, bool valid);

    /// <summary>The only valid row's block; the zero id where several are valid; null where none is.</summary>
    BlockId? HareOutput(LayerId layer);

    /// <summary>
    /// All rows: longest certificate first, those without last, then by block. Ends before a certificate that does not decode.
    /// </summary>
    IReadOnlyList<CertificateRecord> InLayer(LayerId layer);

    /// <summary>The valid block with a certificate; of several the greatest. The zero id is a legal answer.</summary>
    BlockId? Certified(LayerId layer);

    /// <summary>The first certified block that is not empty: lowest layer, then id.</summary>
    BlockId? FirstCertifiedInEpoch(EpochLayers epoch);

    /// <summary>
    /// Drops the content of up to <paramref name="limit"/> certificates of layers before <paramref name="before"/>; says how many.
    /// Call until fewer than the limit: each call holds the write lock briefly (spec 10 §8).
    /// </summary>
    int PruneBefore(LayerId before, int limit);
}
