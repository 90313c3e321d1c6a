namespace Spacemesh.Wire.Malfeasance;

/// <summary>The type byte of a proof, the only integer of a struct that is not compact (spec 01 §7.11).</summary>
public enum MalfeasanceProofType : byte
{
    MultipleAtxs = 1,
    MultipleBallots = 2,
    HareEquivocation = 3,
    InvalidPostIndex = 4,
    InvalidPrevAtx = 5,
}
