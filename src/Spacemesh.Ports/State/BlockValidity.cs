namespace Spacemesh.Ports.State;

/// <summary>Tortoise's verdict on a block, or that there is no such block.</summary>
public enum BlockValidity
{
    NotFound,
    Undecided,
    Valid,
    Invalid,
}
