using System.Globalization;

namespace Spacemesh.Ports.State;

/// <summary>A set of married identities, counted from 1 inside one database.</summary>
public readonly record struct MarriageSetId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
