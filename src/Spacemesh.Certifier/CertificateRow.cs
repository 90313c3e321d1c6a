using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Certifier;

/// <summary>What is stored of a block of a layer: output by hare, certified, or both.</summary>
/// <param name="Block">The block; all zero for an empty layer.</param>
/// <param name="Certificate">Null for a hare output, and after pruning.</param>
/// <param name="Valid">Whether it counts.</param>
public sealed record CertificateRow(BlockId Block, Certificate? Certificate, bool Valid)
{
    /// <summary>
    /// The output of a layer whose rows are given: the only valid block, the zero id where several are valid, null where none is.
    /// </summary>
    public static BlockId? HareOutput(IEnumerable<CertificateRow> rows)
    {
        BlockId? output = null;
        foreach (var row in rows.Where(row => row.Valid))
            output = output is null ? row.Block : default(BlockId);
        return output;
    }

    /// <summary>A certified block of a layer; null where there is none.</summary>
    public static BlockId? CertifiedBlock(IEnumerable<CertificateRow> rows) => rows.FirstOrDefault(row => row is { Valid: true, Certificate: not null })?.Block;
}
