namespace Spacemesh.Crypto.Signing;

/// <summary>The byte between the genesis id and the message in what is signed (spec 01 §3.2).</summary>
public enum SigningDomain : byte
{
    Atx = 0,
    Proposal = 1,
    Ballot = 2,
    Hare = 3,
    Poet = 4,
    Marriage = 5,
    BeaconFirstMessage = 10,
    BeaconFollowupMessage = 11,
}
