namespace Spacemesh.Ports.State;

/// <summary>What checking an ATX's chain found (column <c>atxs.validity</c>).</summary>
public enum AtxValidity
{
    Unknown = 0,
    Valid = 1,
    Invalid = 2,
}
