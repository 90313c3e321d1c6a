using System.Globalization;
using Spacemesh.Primitives;

namespace Spacemesh.Post;

/// <summary>The consensus parameters of PoST in one network (spec 02 §1).</summary>
public sealed record PostConfig
{
    public uint MinNumUnits { get; init; } = 1;

    public uint MaxNumUnits { get; init; } = 100;

    public ulong LabelsPerUnit { get; init; } = 512;

    /// <summary>Difficulty factor: how many labels of a space a nonce finds good on average.</summary>
    public uint K1 { get; init; } = 26;

    /// <summary>Indices in a proof.</summary>
    public uint K2 { get; init; } = 37;

    /// <summary>Indices checked when an activation is validated.</summary>
    public uint K3 { get; init; } = 37;

    /// <summary>RandomX threshold for one unit, 32 bytes big-endian.</summary>
    public Hash32 PowDifficulty { get; init; } = Hash32.FromBytes(Enumerable.Repeat((byte)0xff, Bytes32.Length).ToArray());

    public ScryptParameters Scrypt { get; init; } = ScryptParameters.Default;

    public static PostConfig Mainnet { get; } = new()
    {
        MinNumUnits = 4,
        MaxNumUnits = uint.MaxValue,
        LabelsPerUnit = 4294967296,
        K1 = 26,
        K2 = 37,
        K3 = 1,
        PowDifficulty = ParsePowDifficulty("000dfb23b0979b4b000000000000000000000000000000000000000000000000"),
    };

    /// <summary>Reads a PoW difficulty as configuration files give it.</summary>
    /// <exception cref="PostOptionException">Not 64 hex digits.</exception>
    public static Hash32 ParsePowDifficulty(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != 2 * Bytes32.Length)
        {
            throw new PostOptionException(
                nameof(PowDifficulty), string.Create(CultureInfo.InvariantCulture, $"PoW difficulty must have 64 hex digits, {text.Length} characters given"));
        }

        try
        {
            return Hash32.FromBytes(Convert.FromHexString(text));
        }
        catch (FormatException exception)
        {
            throw new PostOptionException("PoW difficulty must have 64 hex digits", exception);
        }
    }

    /// <exception cref="PostOptionException">A value cannot be used.</exception>
    public void Validate()
    {
        if (MinNumUnits > MaxNumUnits)
            throw new PostOptionException(nameof(MinNumUnits), $"MinNumUnits ({MinNumUnits}) is above MaxNumUnits ({MaxNumUnits})");
        if (LabelsPerUnit == 0)
            throw new PostOptionException(nameof(LabelsPerUnit), "LabelsPerUnit cannot be 0");
        if (K2 == 0)
            throw new PostOptionException(nameof(K2), "K2 cannot be 0");
        Scrypt.Validate();
    }
}
