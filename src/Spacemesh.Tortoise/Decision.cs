namespace Spacemesh.Tortoise;

/// <summary>What counts for or against a block or a coin; the values are the signs of the trace format (spec 06 §20).</summary>
public enum Decision : sbyte
{
    Against = -1,
    Neutral = 0,
    Support = 1,
}
