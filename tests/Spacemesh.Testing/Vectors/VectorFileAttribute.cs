namespace Spacemesh.Testing.Vectors;

/// <summary>Names the golden file, without <c>.json</c>, that a <see cref="VectorSuite"/> reads.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class VectorFileAttribute(string stem) : Attribute
{
    public string Stem { get; } = stem;
}
