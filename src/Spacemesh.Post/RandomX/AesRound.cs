using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Spacemesh.Post.RandomX;

/// <summary>
/// One AES round with the meaning of x86 AESENC and AESDEC: the key is added last (spec 02 §13.2 item 6).
/// </summary>
internal static class AesRound
{
    /// <summary>Whether rounds run in hardware here.</summary>
    public static bool IsAccelerated => X86Aes.IsSupported || ArmAes.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Encrypt(Vector128<byte> state, Vector128<byte> key)
    {
        if (X86Aes.IsSupported)
            return X86Aes.Encrypt(state, key);
        if (ArmAes.IsSupported)
            return ArmAes.MixColumns(ArmAes.Encrypt(state, Vector128<byte>.Zero)) ^ key;
        return SoftAes.Encrypt(state, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Decrypt(Vector128<byte> state, Vector128<byte> key)
    {
        if (X86Aes.IsSupported)
            return X86Aes.Decrypt(state, key);
        if (ArmAes.IsSupported)
            return ArmAes.InverseMixColumns(ArmAes.Decrypt(state, Vector128<byte>.Zero)) ^ key;
        return SoftAes.Decrypt(state, key);
    }

    /// <summary>The last round of a block, without MixColumns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EncryptLast(Vector128<byte> state, Vector128<byte> key)
    {
        if (X86Aes.IsSupported)
            return X86Aes.EncryptLast(state, key);
        if (ArmAes.IsSupported)
            return ArmAes.Encrypt(state, Vector128<byte>.Zero) ^ key;
        return SoftAes.EncryptLast(state, key);
    }
}
