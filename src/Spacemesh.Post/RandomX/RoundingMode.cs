namespace Spacemesh.Post.RandomX;

/// <summary>IEEE-754 rounding modes as RandomX numbers them (spec 02 §13.2 item 30).</summary>
internal enum RoundingMode
{
    Nearest = 0,
    Down = 1,
    Up = 2,
    TowardZero = 3,
}
