namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>How hare ended in a layer.</summary>
internal enum HareEnd
{
    /// <summary>It chose the layer's first block.</summary>
    First,

    /// <summary>It chose no block.</summary>
    Empty,

    /// <summary>It did not end.</summary>
    None,
}
