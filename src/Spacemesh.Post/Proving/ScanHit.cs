using System.Runtime.InteropServices;

namespace Spacemesh.Post.Proving;

/// <summary>
/// Four neighbouring labels of which at least one has a cipher byte at or below the threshold. Bit 16·l + p of a mask
/// stands for label l and position p. Kernels in machine code write this layout.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ScanHit
{
    public ulong AtMost;

    /// <summary>Bytes strictly below; written only when asked for.</summary>
    public ulong Below;

    /// <summary>Number of the four labels.</summary>
    public ulong Quad;
}
