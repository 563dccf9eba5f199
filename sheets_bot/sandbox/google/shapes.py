"""
The shapes of what the Sheets calls take and answer: which names each JSON object may have.

Field names of the public contract (the Sheets v4 discovery document), written down here
because the sandbox runs on the standard library alone; a test compares every line with the
document. `payload.py` reads bodies by it. Says nothing of what a field means.
"""

# One message a line: `name` is text, an enum or a mask; `name:int`, `:num`, `:bool` say so;
# `name:Message` is an object, `name:+Message` a list of them, `name:*Message` a map to them;
# `any` is not looked into, because the sandbox does not imitate it; `list` is a list of anything.
_TEXT = """
AddBandingRequest: bandedRange:BandedRange
AddChartRequest: chart:EmbeddedChart
AddConditionalFormatRuleRequest: index:int rule:ConditionalFormatRule
AddDimensionGroupRequest: range:DimensionRange
AddFilterViewRequest: filter:FilterView
AddNamedRangeRequest: namedRange:NamedRange
AddProtectedRangeRequest: protectedRange:ProtectedRange
AddSheetRequest: properties:SheetProperties
AddSlicerRequest: slicer:Slicer
AddTableRequest: table:Table
AppendCellsRequest: fields rows:+RowData sheetId:int tableId
AppendDimensionRequest: dimension length:int sheetId:int
AppendValuesResponse: spreadsheetId tableRange updates:UpdateValuesResponse
AutoResizeDimensionsRequest: dataSourceSheetDimensions:any dimensions:DimensionRange
BandedRange: bandedRangeId:int bandedRangeReference columnProperties:BandingProperties range:GridRange
  rowProperties:BandingProperties
BandingProperties: firstBandColor:Color firstBandColorStyle:ColorStyle footerColor:Color
  footerColorStyle:ColorStyle headerColor:Color headerColorStyle:ColorStyle secondBandColor:Color
  secondBandColorStyle:ColorStyle
BasicChartAxis: format:TextFormat position title titleTextPosition:TextPosition
  viewWindowOptions:ChartAxisViewWindowOptions
BasicChartDomain: domain:ChartData reversed:bool
BasicChartSeries: color:Color colorStyle:ColorStyle dataLabel:DataLabel lineStyle:LineStyle
  pointStyle:PointStyle series:ChartData styleOverrides:+BasicSeriesDataPointStyleOverride targetAxis type
BasicChartSpec: axis:+BasicChartAxis chartType compareMode domains:+BasicChartDomain headerCount:int
  interpolateNulls:bool legendPosition lineSmoothing:bool series:+BasicChartSeries stackedType
  threeDimensional:bool totalDataLabel:DataLabel
BasicFilter: criteria:*FilterCriteria filterSpecs:+FilterSpec range:GridRange sortSpecs:+SortSpec tableId
BasicSeriesDataPointStyleOverride: color:Color colorStyle:ColorStyle index:int pointStyle:PointStyle
BatchClearValuesByDataFilterRequest: dataFilters:+DataFilter
BatchClearValuesByDataFilterResponse: clearedRanges:+ spreadsheetId
BatchClearValuesRequest: ranges:+
BatchClearValuesResponse: clearedRanges:+ spreadsheetId
BatchGetValuesByDataFilterRequest: dataFilters:+DataFilter dateTimeRenderOption majorDimension
  valueRenderOption
BatchGetValuesByDataFilterResponse: spreadsheetId valueRanges:+MatchedValueRange
BatchGetValuesResponse: spreadsheetId valueRanges:+ValueRange
BatchUpdateSpreadsheetRequest: commentsViewMode includeSpreadsheetInResponse:bool requests:+Request
  responseIncludeGridData:bool responseRanges:+
BatchUpdateSpreadsheetResponse: commentUpdateState replies:+any spreadsheetId updatedSpreadsheet:Spreadsheet
BatchUpdateValuesByDataFilterRequest: data:+DataFilterValueRange includeValuesInResponse:bool
  responseDateTimeRenderOption responseValueRenderOption valueInputOption
BatchUpdateValuesByDataFilterResponse: responses:+UpdateValuesByDataFilterResponse spreadsheetId
  totalUpdatedCells:int totalUpdatedColumns:int totalUpdatedRows:int totalUpdatedSheets:int
BatchUpdateValuesRequest: data:+ValueRange includeValuesInResponse:bool responseDateTimeRenderOption
  responseValueRenderOption valueInputOption
BatchUpdateValuesResponse: responses:+UpdateValuesResponse spreadsheetId totalUpdatedCells:int
  totalUpdatedColumns:int totalUpdatedRows:int totalUpdatedSheets:int
BooleanCondition: type values:+ConditionValue
BooleanRule: condition:BooleanCondition format:CellFormat
Border: color:Color colorStyle:ColorStyle style width:int
Borders: bottom:Border left:Border right:Border top:Border
CellData: chipRuns:+any dataSourceFormula:any dataSourceTable:any dataValidation:DataValidationRule
  effectiveFormat:CellFormat effectiveValue:ExtendedValue formattedValue hyperlink note pivotTable:any
  textFormatRuns:+TextFormatRun userEnteredFormat:CellFormat userEnteredValue:ExtendedValue
CellFormat: backgroundColor:Color backgroundColorStyle:ColorStyle borders:Borders horizontalAlignment
  hyperlinkDisplayType numberFormat:NumberFormat padding:Padding textDirection textFormat:TextFormat
  textRotation:TextRotation verticalAlignment wrapStrategy
ChartAxisViewWindowOptions: viewWindowMax:num viewWindowMin:num viewWindowMode
ChartData: aggregateType columnReference:any groupRule:ChartGroupRule sourceRange:ChartSourceRange
ChartDateTimeRule: type
ChartGroupRule: dateTimeRule:ChartDateTimeRule histogramRule:ChartHistogramRule
ChartHistogramRule: intervalSize:num maxValue:num minValue:num
ChartSourceRange: sources:+GridRange
ChartSpec: altText backgroundColor:Color backgroundColorStyle:ColorStyle basicChart:BasicChartSpec
  bubbleChart:any candlestickChart:any dataSourceChartProperties:any filterSpecs:+FilterSpec fontName
  hiddenDimensionStrategy histogramChart:any maximized:bool orgChart:any pieChart:PieChartSpec
  scorecardChart:any sortSpecs:+SortSpec subtitle subtitleTextFormat:TextFormat
  subtitleTextPosition:TextPosition title titleTextFormat:TextFormat titleTextPosition:TextPosition
  treemapChart:any waterfallChart:any
ClearBasicFilterRequest: sheetId:int
ClearValuesRequest:
ClearValuesResponse: clearedRange spreadsheetId
Color: alpha:num blue:num green:num red:num
ColorStyle: rgbColor:Color themeColor
ConditionValue: relativeDate userEnteredValue
ConditionalFormatRule: booleanRule:BooleanRule gradientRule:GradientRule ranges:+GridRange
CopyPasteRequest: destination:GridRange pasteOrientation pasteType source:GridRange
CopySheetToAnotherSpreadsheetRequest: destinationSpreadsheetId
CreateDeveloperMetadataRequest: developerMetadata:DeveloperMetadata
CutPasteRequest: destination:GridCoordinate pasteType source:GridRange
DataFilter: a1Range developerMetadataLookup:DeveloperMetadataLookup gridRange:GridRange
DataFilterValueRange: dataFilter:DataFilter majorDimension values:+list
DataLabel: customLabelData:ChartData placement textFormat:TextFormat type
DataValidationRule: condition:BooleanCondition inputMessage showCustomUi:bool strict:bool
DeleteBandingRequest: bandedRangeId:int
DeleteConditionalFormatRuleRequest: index:int sheetId:int
DeleteDeveloperMetadataRequest: dataFilter:DataFilter
DeleteDimensionGroupRequest: range:DimensionRange
DeleteDimensionRequest: range:DimensionRange
DeleteDuplicatesRequest: comparisonColumns:+DimensionRange range:GridRange
DeleteEmbeddedObjectRequest: objectId:int
DeleteFilterViewRequest: filterId:int
DeleteNamedRangeRequest: namedRangeId
DeleteProtectedRangeRequest: protectedRangeId:int
DeleteRangeRequest: range:GridRange shiftDimension
DeleteSheetRequest: sheetId:int
DeleteTableRequest: tableId
DeveloperMetadata: location:DeveloperMetadataLocation metadataId:int metadataKey metadataValue visibility
DeveloperMetadataLocation: dimensionRange:DimensionRange locationType sheetId:int spreadsheet:bool
DeveloperMetadataLookup: locationMatchingStrategy locationType metadataId:int metadataKey
  metadataLocation:DeveloperMetadataLocation metadataValue visibility
DimensionGroup: collapsed:bool depth:int range:DimensionRange
DimensionProperties: dataSourceColumnReference:any developerMetadata:+DeveloperMetadata hiddenByFilter:bool
  hiddenByUser:bool pixelSize:int
DimensionRange: dimension endIndex:int sheetId:int startIndex:int
DuplicateFilterViewRequest: filterId:int
DuplicateSheetRequest: insertSheetIndex:int newSheetId:int newSheetName sourceSheetId:int
Editors: domainUsersCanEdit:bool groups:+ users:+
EmbeddedChart: border:EmbeddedObjectBorder chartId:int position:EmbeddedObjectPosition spec:ChartSpec
EmbeddedObjectBorder: color:Color colorStyle:ColorStyle
EmbeddedObjectPosition: newSheet:bool overlayPosition:OverlayPosition sheetId:int
ErrorValue: message type
ExtendedValue: boolValue:bool errorValue:ErrorValue formulaValue numberValue:num stringValue
FilterCriteria: condition:BooleanCondition hiddenValues:+ visibleBackgroundColor:Color
  visibleBackgroundColorStyle:ColorStyle visibleForegroundColor:Color visibleForegroundColorStyle:ColorStyle
FilterSpec: columnIndex:int dataSourceColumnReference:any filterCriteria:FilterCriteria
FilterView: criteria:*FilterCriteria filterSpecs:+FilterSpec filterViewId:int namedRangeId range:GridRange
  sortSpecs:+SortSpec tableId title
FindReplaceRequest: allSheets:bool find includeFormulas:bool matchCase:bool matchEntireCell:bool
  range:GridRange replacement searchByRegex:bool sheetId:int
GetSpreadsheetByDataFilterRequest: commentsViewMode dataFilters:+DataFilter
  excludeTablesInBandedRanges:bool includeGridData:bool
GradientRule: maxpoint:InterpolationPoint midpoint:InterpolationPoint minpoint:InterpolationPoint
GridCoordinate: columnIndex:int rowIndex:int sheetId:int
GridData: columnMetadata:+DimensionProperties rowData:+RowData rowMetadata:+DimensionProperties
  startColumn:int startRow:int
GridProperties: columnCount:int columnGroupControlAfter:bool frozenColumnCount:int frozenRowCount:int
  hideGridlines:bool rowCount:int rowGroupControlAfter:bool
GridRange: endColumnIndex:int endRowIndex:int sheetId:int startColumnIndex:int startRowIndex:int
InsertDimensionRequest: inheritFromBefore:bool range:DimensionRange
InsertRangeRequest: range:GridRange shiftDimension
InterpolationPoint: color:Color colorStyle:ColorStyle type value
IterativeCalculationSettings: convergenceThreshold:num maxIterations:int
LineStyle: type width:int
Link: uri
MatchedDeveloperMetadata: dataFilters:+DataFilter developerMetadata:DeveloperMetadata
MatchedValueRange: dataFilters:+DataFilter valueRange:ValueRange
MergeCellsRequest: mergeType range:GridRange
MoveDimensionRequest: destinationIndex:int source:DimensionRange
NamedRange: name namedRangeId range:GridRange
NumberFormat: pattern type
OverlayPosition: anchorCell:GridCoordinate heightPixels:int offsetXPixels:int offsetYPixels:int
  widthPixels:int
Padding: bottom:int left:int right:int top:int
PasteDataRequest: coordinate:GridCoordinate data delimiter html:bool type
PieChartSpec: domain:ChartData legendPosition pieHole:num series:ChartData threeDimensional:bool
PointStyle: shape size:num
ProtectedRange: description editors:Editors namedRangeId protectedRangeId:int range:GridRange
  requestingUserCanEdit:bool tableId unprotectedRanges:+GridRange warningOnly:bool
RandomizeRangeRequest: range:GridRange
RepeatCellRequest: cell:CellData fields range:GridRange
Request: addBanding:AddBandingRequest addChart:AddChartRequest addCommentReply:any
  addConditionalFormatRule:AddConditionalFormatRuleRequest addDataSource:any
  addDimensionGroup:AddDimensionGroupRequest addFilterView:AddFilterViewRequest
  addNamedRange:AddNamedRangeRequest addProtectedRange:AddProtectedRangeRequest addSheet:AddSheetRequest
  addSlicer:AddSlicerRequest addTable:AddTableRequest appendCells:AppendCellsRequest
  appendDimension:AppendDimensionRequest autoFill:any autoResizeDimensions:AutoResizeDimensionsRequest
  cancelDataSourceRefresh:any clearBasicFilter:ClearBasicFilterRequest copyPaste:CopyPasteRequest
  createDeveloperMetadata:CreateDeveloperMetadataRequest cutPaste:CutPasteRequest
  deleteBanding:DeleteBandingRequest deleteComment:any deleteCommentReply:any
  deleteConditionalFormatRule:DeleteConditionalFormatRuleRequest deleteDataSource:any
  deleteDeveloperMetadata:DeleteDeveloperMetadataRequest deleteDimension:DeleteDimensionRequest
  deleteDimensionGroup:DeleteDimensionGroupRequest deleteDuplicates:DeleteDuplicatesRequest
  deleteEmbeddedObject:DeleteEmbeddedObjectRequest deleteFilterView:DeleteFilterViewRequest
  deleteNamedRange:DeleteNamedRangeRequest deleteProtectedRange:DeleteProtectedRangeRequest
  deleteRange:DeleteRangeRequest deleteSheet:DeleteSheetRequest deleteTable:DeleteTableRequest
  duplicateFilterView:DuplicateFilterViewRequest duplicateSheet:DuplicateSheetRequest
  findReplace:FindReplaceRequest insertComment:any insertDimension:InsertDimensionRequest
  insertRange:InsertRangeRequest mergeCells:MergeCellsRequest moveDimension:MoveDimensionRequest
  pasteData:PasteDataRequest randomizeRange:RandomizeRangeRequest refreshDataSource:any
  repeatCell:RepeatCellRequest setBasicFilter:SetBasicFilterRequest
  setDataValidation:SetDataValidationRequest sortRange:SortRangeRequest textToColumns:TextToColumnsRequest
  trimWhitespace:TrimWhitespaceRequest unmergeCells:UnmergeCellsRequest updateBanding:UpdateBandingRequest
  updateBorders:UpdateBordersRequest updateCells:UpdateCellsRequest updateChartSpec:UpdateChartSpecRequest
  updateCommentPost:any updateConditionalFormatRule:UpdateConditionalFormatRuleRequest updateDataSource:any
  updateDeveloperMetadata:UpdateDeveloperMetadataRequest updateDimensionGroup:UpdateDimensionGroupRequest
  updateDimensionProperties:UpdateDimensionPropertiesRequest
  updateEmbeddedObjectBorder:UpdateEmbeddedObjectBorderRequest
  updateEmbeddedObjectPosition:UpdateEmbeddedObjectPositionRequest updateFilterView:UpdateFilterViewRequest
  updateNamedRange:UpdateNamedRangeRequest updateProtectedRange:UpdateProtectedRangeRequest
  updateSheetProperties:UpdateSheetPropertiesRequest updateSlicerSpec:UpdateSlicerSpecRequest
  updateSpreadsheetProperties:UpdateSpreadsheetPropertiesRequest updateTable:UpdateTableRequest
RowData: values:+CellData
SearchDeveloperMetadataRequest: dataFilters:+DataFilter
SearchDeveloperMetadataResponse: matchedDeveloperMetadata:+MatchedDeveloperMetadata
SetBasicFilterRequest: filter:BasicFilter
SetDataValidationRequest: filteredRowsIncluded:bool range:GridRange rule:DataValidationRule
Sheet: bandedRanges:+BandedRange basicFilter:BasicFilter charts:+EmbeddedChart
  columnGroups:+DimensionGroup commentAnchors:+any conditionalFormats:+ConditionalFormatRule data:+GridData
  developerMetadata:+DeveloperMetadata filterViews:+FilterView merges:+GridRange
  properties:SheetProperties protectedRanges:+ProtectedRange rowGroups:+DimensionGroup slicers:+Slicer
  tables:+Table
SheetProperties: dataSourceSheetProperties:any gridProperties:GridProperties hidden:bool index:int
  rightToLeft:bool sheetId:int sheetType tabColor:Color tabColorStyle:ColorStyle title
Slicer: position:EmbeddedObjectPosition slicerId:int spec:SlicerSpec
SlicerSpec: applyToPivotTables:bool backgroundColor:Color backgroundColorStyle:ColorStyle columnIndex:int
  dataRange:GridRange filterCriteria:FilterCriteria horizontalAlignment textFormat:TextFormat title
SortRangeRequest: range:GridRange sortSpecs:+SortSpec
SortSpec: backgroundColor:Color backgroundColorStyle:ColorStyle dataSourceColumnReference:any
  dimensionIndex:int foregroundColor:Color foregroundColorStyle:ColorStyle sortOrder
Spreadsheet: comments:+any commentsViewMode dataSourceSchedules:+any dataSources:+any
  developerMetadata:+DeveloperMetadata namedRanges:+NamedRange properties:SpreadsheetProperties
  sheets:+Sheet spreadsheetId spreadsheetUrl
SpreadsheetProperties: autoRecalc defaultFormat:CellFormat importFunctionsExternalUrlAccessAllowed:bool
  iterativeCalculationSettings:IterativeCalculationSettings locale spreadsheetTheme:any timeZone title
Table: columnProperties:+TableColumnProperties name range:GridRange rowsProperties:TableRowsProperties
  tableId
TableColumnDataValidationRule: condition:BooleanCondition
TableColumnProperties: columnIndex:int columnName columnType
  dataValidationRule:TableColumnDataValidationRule
TableRowsProperties: firstBandColorStyle:ColorStyle footerColorStyle:ColorStyle headerColorStyle:ColorStyle
  secondBandColorStyle:ColorStyle
TextFormat: bold:bool fontFamily fontSize:int foregroundColor:Color foregroundColorStyle:ColorStyle
  italic:bool link:Link strikethrough:bool underline:bool
TextFormatRun: format:TextFormat startIndex:int
TextPosition: horizontalAlignment
TextRotation: angle:int vertical:bool
TextToColumnsRequest: delimiter delimiterType source:GridRange
TrimWhitespaceRequest: range:GridRange
UnmergeCellsRequest: range:GridRange
UpdateBandingRequest: bandedRange:BandedRange fields
UpdateBordersRequest: bottom:Border innerHorizontal:Border innerVertical:Border left:Border range:GridRange
  right:Border top:Border
UpdateCellsRequest: fields range:GridRange rows:+RowData start:GridCoordinate
UpdateChartSpecRequest: chartId:int spec:ChartSpec
UpdateConditionalFormatRuleRequest: index:int newIndex:int rule:ConditionalFormatRule sheetId:int
UpdateDeveloperMetadataRequest: dataFilters:+DataFilter developerMetadata:DeveloperMetadata fields
UpdateDimensionGroupRequest: dimensionGroup:DimensionGroup fields
UpdateDimensionPropertiesRequest: dataSourceSheetRange:any fields properties:DimensionProperties
  range:DimensionRange
UpdateEmbeddedObjectBorderRequest: border:EmbeddedObjectBorder fields objectId:int
UpdateEmbeddedObjectPositionRequest: fields newPosition:EmbeddedObjectPosition objectId:int
UpdateFilterViewRequest: fields filter:FilterView
UpdateNamedRangeRequest: fields namedRange:NamedRange
UpdateProtectedRangeRequest: fields protectedRange:ProtectedRange
UpdateSheetPropertiesRequest: fields properties:SheetProperties
UpdateSlicerSpecRequest: fields slicerId:int spec:SlicerSpec
UpdateSpreadsheetPropertiesRequest: fields properties:SpreadsheetProperties
UpdateTableRequest: fields table:Table
UpdateValuesByDataFilterResponse: dataFilter:DataFilter updatedCells:int updatedColumns:int
  updatedData:ValueRange updatedRange updatedRows:int
UpdateValuesResponse: spreadsheetId updatedCells:int updatedColumns:int updatedData:ValueRange updatedRange
  updatedRows:int
ValueRange: majorDimension range values:+list
"""


def _parsed(text: str) -> dict[str, dict[str, str]]:
    shapes: dict[str, dict[str, str]] = {}
    for line in text.replace("\n  ", " ").split("\n"):
        message, colon, fields = line.partition(":")
        if colon:
            pairs = (field.partition(":") for field in fields.split())
            shapes[message] = {name: kind for name, _, kind in pairs}
    return shapes


SHAPES = _parsed(_TEXT)
"""By message, each field's name and kind, as in the text above."""
