"""The units of steps as types: an annotation is what tracing checks."""

from typing import Annotated

from flopwise.derivation.expression import Expression
from flopwise.units.dimensions import NUMBER, Dimension

Number = Annotated[Expression, NUMBER]
Parameters = Annotated[Expression, Dimension.parse("parameter")]
Tokens = Annotated[Expression, Dimension.parse("token")]
TokensPerParameter = Annotated[Expression, Dimension.parse("token/parameter")]
Sequences = Annotated[Expression, Dimension.parse("sequence")]
SequencesPerStep = Annotated[Expression, Dimension.parse("sequence/optimizer_step")]
TokensPerSequence = Annotated[Expression, Dimension.parse("token/sequence")]
OptimizerSteps = Annotated[Expression, Dimension.parse("optimizer_step")]
TokensPerStep = Annotated[Expression, Dimension.parse("token/optimizer_step")]
Flop = Annotated[Expression, Dimension.parse("flop")]
FlopPerToken = Annotated[Expression, Dimension.parse("flop/token")]
FlopPerSequence = Annotated[Expression, Dimension.parse("flop/sequence")]
FlopPerSecondPerDevice = Annotated[Expression, Dimension.parse("flop/(device·second)")]
Devices = Annotated[Expression, Dimension.parse("device")]
Seconds = Annotated[Expression, Dimension.parse("second")]
DeviceSeconds = Annotated[Expression, Dimension.parse("device·second")]
Bytes = Annotated[Expression, Dimension.parse("byte")]
BytesPerToken = Annotated[Expression, Dimension.parse("byte/token")]
BytesPerSecondPerDevice = Annotated[Expression, Dimension.parse("byte/(device·second)")]
FlopPerByte = Annotated[Expression, Dimension.parse("flop/byte")]
BytesPerParameter = Annotated[Expression, Dimension.parse("byte/parameter")]
Dollars = Annotated[Expression, Dimension.parse("dollar")]
DollarsPerDeviceSecond = Annotated[Expression, Dimension.parse("dollar/(device·second)")]
Joules = Annotated[Expression, Dimension.parse("joule")]
WattsPerDevice = Annotated[Expression, Dimension.parse("joule/(device·second)")]
Grams = Annotated[Expression, Dimension.parse("gram_co2e")]
GramsPerJoule = Annotated[Expression, Dimension.parse("gram_co2e/joule")]
