namespace Spacemesh.Wire.Fuzz;

/// <summary>Random numbers that follow from a seed and an index alone, so that any input can be made again.</summary>
public struct SplitMix(ulong seed, ulong index)
{
    private ulong _state = (seed * 0x9e3779b97f4a7c15) ^ (index * 0xd1342543de82ef95);

    public ulong Next()
    {
        ulong z = _state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>A number below <paramref name="bound"/>, which is not zero.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);
}
